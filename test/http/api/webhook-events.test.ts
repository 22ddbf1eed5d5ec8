import type { ErrorAnswer } from './client';
import { addTenant, startScene, type Scene, type Tenant } from './scene';
import { agentText, echo, event, hex, passControl } from './webhook-fixtures';
import { deliver, openHandoff } from './webhook-scene';

describe('Zendesk webhook: events', () => {
  let scene: Scene;
  let tenant: Tenant;

  beforeAll(async () => {
    scene = await startScene();
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());
  afterEach(() => {
    scene.gateway.isAway = false;
    scene.gateway.onSignal = undefined;
  });

  it('an agent’s message becomes one signal under the id of its event', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const message = agentText(about, 'Hi, Sam here');
    expect((await deliver(scene, tenant, [message])).status).toBe(200);
    const [signal] = scene.gateway.signals.filter(({ handoffId }) => handoffId === handoff.id);
    expect(signal).toMatchObject({ name: 'agentMessage', requestId: message.id });
    expect(signal?.args[0]).toMatchObject({
      text: 'Hi, Sam here',
      agent: { id: '361234567890', name: 'Sam Agent' },
      automated: false,
    });
  });

  it('R9/S5: the same POST five times, also at once, carries one request id', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const message = agentText(about, 'once');
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(scene, tenant, [message])));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(scene.gateway.of(handoff.id)).toHaveLength(1);
  });

  it('S5, F23: a replay after the end changes nothing', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    await scene.store.handoffs.finish({
      handoffId: handoff.id,
      reason: 'agent_ended',
      detail: null,
      notice: null,
    });
    const late = agentText(about, 'late');
    for (let i = 0; i < 3; i += 1) expect((await deliver(scene, tenant, [late])).status).toBe(200);
    const log = await scene.store.sessions.events(tenant.copilotId, handoff.sessionId, 0, 100);
    const messages = log?.items.filter((item) => item.type === 'message') ?? [];
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ message: { text: 'late', afterEnd: true } });
    expect(scene.gateway.of(handoff.id)).toEqual([]);
    expect(scene.gateway.kicks.filter(({ sessionId }) => sessionId === handoff.sessionId)).toHaveLength(1);
  });

  it('R6: a poisoned event does not stop the others of its batch', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const poison = [{ id: hex(), type: 'conversation:message', payload: { conversation: {} } }, 7, null, {}];
    const answer = await deliver(scene, tenant, [...poison, agentText(about, 'after the poison')]);
    expect(answer.status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toHaveLength(1);
    expect(scene.logs.filter((line) => line.includes('an event cannot be read'))).toHaveLength(4);
  });

  it('R6/R8: one event that cannot be made durable makes the batch 503, the others are tried all the same', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    scene.gateway.onSignal = (_name, [message]) => {
      if ((message as { text: string }).text === 'bad') throw new Error('scripted fault');
    };
    const batch = ['bad', 'one', 'two'].map((text) => agentText(about, text));
    const refused = await deliver<ErrorAnswer>(scene, tenant, batch);
    expect([refused.status, refused.body.error.code]).toEqual([503, 'unavailable']);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(scene.gateway.of(handoff.id)).toHaveLength(2);
    scene.gateway.onSignal = undefined;
    expect((await deliver(scene, tenant, batch)).status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toHaveLength(3);
  });

  it('R7: a batch with events of two conversations is routed event by event, in order', async () => {
    const one = await openHandoff(scene, tenant);
    const two = await openHandoff(scene, tenant);
    const batch = [agentText(one.about, 'a'), agentText(two.about, 'b'), agentText(one.about, 'c')];
    expect((await deliver(scene, tenant, batch)).status).toBe(200);
    const texts = (id: string) => scene.gateway.of(id).map(({ arg }) => (arg as { text: string }).text);
    expect(texts(one.handoff.id)).toEqual(['a', 'c']);
    expect(texts(two.handoff.id)).toEqual(['b']);
  });

  it('R8: with Temporal away the webhook is 503; nothing is acknowledged', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const message = agentText(about, 'x');
    scene.gateway.isAway = true;
    expect((await deliver(scene, tenant, [message])).status).toBe(503);
    scene.gateway.isAway = false;
    expect((await deliver(scene, tenant, [message])).status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toHaveLength(1);
  });

  it('R3, F22: a message that comes before the conversation is stored is routed by its metadata', async () => {
    const { record } = await scene.store.handoffs.open({
      copilotId: tenant.copilotId,
      request: { sessionId: 'early', user: {} },
    });
    const { id: handoffId, copilotId, sessionId } = record.handoff;
    const about = { conversationId: hex(), metadata: { copilotId, sessionId, handoffId } };
    expect((await deliver(scene, tenant, [agentText(about, 'early')])).status).toBe(200);
    // There was no run yet either: it was started.
    expect(scene.gateway.of(handoffId)).toHaveLength(1);
  });

  it('without metadata the stored conversation id finds the handoff', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const bare = { conversationId: about.conversationId };
    expect((await deliver(scene, tenant, [agentText(bare, 'x')])).status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toHaveLength(1);
  });

  it('R13: echoes of ours prove delivery and never become signals', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const { sessionId } = handoff;
    await scene.store.handoffs.acceptUserMessage({
      copilotId: tenant.copilotId,
      sessionId,
      message: { id: 'a:b', text: 'Hello' },
    });
    const answer = await deliver(scene, tenant, [
      echo(about, handoff.id, 'user:a:b'),
      echo(about, handoff.id, 'copilot:t1'),
      agentText(about, 'typed elsewhere', {
        author: { type: 'user', userId: hex() },
        source: { type: 'web' },
      }),
    ]);
    expect(answer.status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toEqual([]);
    const next = await scene.store.handoffs.nextUserMessage(handoff.id, 1);
    expect(Object.keys(next?.proofs ?? {})).toEqual(['0']);
  });

  it('R15: events that end become conversationEnded; our own seat while opening does not', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    await deliver(scene, tenant, [
      passControl(about, 'own'),
      passControl(about, 'agents'),
      event('switchboard:releaseControl', about, { reason: 'ticketClosed' }),
      event('conversation:remove', about),
    ]);
    expect(scene.gateway.of(handoff.id)).toEqual([
      { name: 'agentWorkspaceTookControl', arg: undefined },
      {
        name: 'conversationEnded',
        arg: containing({ reason: 'ticket_closed', byZendesk: true }),
      },
      { name: 'conversationEnded', arg: containing({ reason: 'conversation_removed' }) },
    ]);
  });

  it('R19: once agents have had it, control at our seat is an agent handing back', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    await scene.store.handoffs.accept(handoff.id, '');
    await deliver(scene, tenant, [passControl(about, 'own', new Date(Date.now() - 60_000))]);
    expect(scene.gateway.of(handoff.id)).toEqual([]);
    await deliver(scene, tenant, [passControl(about, 'own', new Date(Date.now() + 60_000))]);
    expect(scene.gateway.of(handoff.id)).toEqual([
      { name: 'conversationEnded', arg: containing({ activeIntegrationId: 'seat-own' }) },
    ]);
  });

  it('an end that is older than the handoff is ignored in a user’s one default conversation', async () => {
    const single = await addTenant(scene.store, { multiConversations: false });
    const { handoff, about } = await openHandoff(scene, single);
    const end = event('switchboard:releaseControl', about);
    await deliver(scene, single, [{ ...end, createdAt: new Date(Date.now() - 3_600_000).toISOString() }]);
    expect(scene.gateway.of(handoff.id)).toEqual([]);
    await deliver(scene, single, [event('switchboard:releaseControl', about)]);
    expect(scene.gateway.of(handoff.id)).toHaveLength(1);
  });

  it('R27: a merge moves the conversation and tells the run, also when the first try of telling failed', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const surviving = hex();
    const merge = {
      id: hex(),
      type: 'user:merge',
      payload: {
        mergedUsers: { surviving: { id: hex() }, discarded: { id: hex() } },
        mergedConversations: { surviving: { id: surviving }, discarded: { id: about.conversationId } },
      },
    };
    scene.gateway.isAway = true;
    expect((await deliver(scene, tenant, [merge])).status).toBe(503);
    scene.gateway.isAway = false;
    expect((await deliver(scene, tenant, [merge])).status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toEqual([
      { name: 'conversationMoved', arg: { conversationId: surviving } },
    ]);
    await deliver(scene, tenant, [agentText({ conversationId: surviving }, 'still here')]);
    expect(scene.gateway.of(handoff.id)).toHaveLength(2);
  });

  it('a passControl that failed afterwards is told, typing and unknown types are not', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const answer = await deliver(scene, tenant, [
      event('conversation:typing', about, {
        activity: { type: 'typing:start', author: { type: 'business' } },
      }),
      event('conversation:read', about, {
        activity: { type: 'conversation:read', author: { type: 'business' } },
      }),
      event('something:new', about),
      event('switchboard:passControl:failure', about, {
        error: { code: 'switchboard_invalid_target', message: 'no' },
      }),
    ]);
    expect(answer.status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toEqual([
      { name: 'controlFailed', arg: { code: 'switchboard_invalid_target', detail: 'no' } },
    ]);
  });

  it('remembers that events arrive', async () => {
    await deliver(scene, tenant, [event('something:new', { conversationId: hex() })]);
    expect((await scene.store.connections.get(tenant.copilotId))?.lastEventAt).toBeInstanceOf(Date);
  });
});

function containing(part: Record<string, unknown>): unknown {
  return expect.objectContaining(part);
}
