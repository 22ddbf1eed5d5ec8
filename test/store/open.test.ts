import { handoffWorkflowId } from '../../contract/ids';
import { agentMessage, brief, joins, newScene, PAT } from './scene';
import { onBothEngines } from './engines';

onBothEngines('opening a handoff', (engine) => {
  it('stores the handoff as the wire shows it, with its first state event, and takes control', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const request = {
      sessionId: scene.sessionId,
      user: {
        id: 'u1',
        name: 'Jane',
        email: 'jane@x.test',
        customData: { 'dataCapture.systemField.tags': 'a,b' },
      },
      reason: 'user_request',
      summary: 'wants a refund',
      transcript: [{ id: 't1', author: 'user' as const, text: 'Hi' }],
    };
    const warnings = [{ code: 'metadata_dropped', detail: 'x' }];
    const { record, created } = await store.handoffs.open({ copilotId: scene.copilotId, request, warnings });

    expect(created).toBe(true);
    expect(record.request).toEqual(request);
    expect(record).toMatchObject({ notBefore: null, lastUserMessage: 0, runStarted: false });
    const { handoff } = record;
    expect(handoff).toEqual({
      id: handoff.id,
      copilotId: scene.copilotId,
      sessionId: scene.sessionId,
      workflowId: handoffWorkflowId(scene.copilotId, handoff.id),
      state: 'opening',
      attention: null,
      reason: 'user_request',
      summary: 'wants a refund',
      user: { id: 'u1', name: 'Jane', email: 'jane@x.test', verified: false },
      agent: null,
      conversationId: null,
      ticket: null,
      counts: { fromUser: 0, fromAgent: 0, queued: 0, delivered: 0, failed: 0 },
      timers: [],
      warnings,
      endReason: null,
      endDetail: null,
      undelivered: [],
      createdAt: handoff.createdAt,
      acceptedAt: null,
      activeAt: null,
      endedAt: null,
    });
    expect(await store.handoffs.get(handoff.id)).toEqual(record);
    expect(await store.handoffs.latest(scene.copilotId, scene.sessionId)).toEqual(record);
    expect(await store.sessions.get(scene.copilotId, scene.sessionId)).toEqual({
      control: 'handoff',
      lastSeq: 1,
    });
    expect(await scene.events()).toEqual([
      {
        seq: 1,
        type: 'state',
        at: handoff.createdAt,
        sessionId: scene.sessionId,
        handoffId: handoff.id,
        state: {
          from: null,
          to: 'opening',
          control: 'handoff',
          attention: null,
          endReason: null,
          agent: null,
          nextOpeningAt: null,
        },
      },
    ]);
  });

  it('R11: ten concurrent starts of one session make one handoff and get ten equal answers', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const request = { sessionId: scene.sessionId, user: { name: 'Jane' } };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => store.handoffs.open({ copilotId: scene.copilotId, request })),
    );
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(answers.map(({ record }) => JSON.stringify(record))).size).toBe(1);
    expect(await scene.events()).toHaveLength(1);
    expect((await store.handoffs.list({ copilotId: scene.copilotId, limit: 10 })).items).toHaveLength(1);
  });

  it('holds a handoff until the opening time, tells the user so, and opens it then', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const notBefore = new Date('2030-01-07T08:00:00.000Z');
    const { record } = await store.handoffs.open({
      copilotId: scene.copilotId,
      request: { sessionId: scene.sessionId, user: {} },
      notBefore,
      notice: 'We open on Monday.',
    });
    expect(record.handoff.state).toBe('scheduled');
    expect(record.notBefore).toEqual(notBefore);
    await store.handoffs.beginOpening(record.handoff.id);
    await store.handoffs.beginOpening(record.handoff.id);
    const events = await scene.events();
    expect(events.map(brief)).toEqual(['state >scheduled', 'system opened', 'state scheduled>opening']);
    expect(events[0]).toMatchObject({ state: { nextOpeningAt: notBefore.toISOString() } });
    expect(events[1]).toMatchObject({ message: { text: 'We open on Monday.', origin: 'system' } });
    expect(events[2]).toMatchObject({ state: { nextOpeningAt: null } });
    expect(await scene.callbacksOf('message.created')).toHaveLength(1);
  });

  it('R24: a second handoff of a session starts clean, in the same log', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const first = await scene.open({ summary: 'first' });
    const id = first.handoff.id;
    await store.handoffs.accept(id, 'connecting');
    await store.handoffs.deliverToSession(id, agentMessage('a1', 1, { agent: PAT }), joins('Pat'));
    await store.handoffs.recordConversation(id, 'conv-1');
    await store.handoffs.setTimers(id, [{ name: 'pickup', firesAt: '2030-01-01T00:00:00.000Z' }]);
    await store.handoffs.setAttention(id, { code: 'credentials', since: '2030-01-01T00:00:00.000Z' });
    await scene.say('m1');
    await store.handoffs.finish({ handoffId: id, reason: 'agent_ended', detail: 'x', notice: null });

    const second = (await scene.open()).handoff;
    expect(second.id).not.toBe(id);
    expect(second).toMatchObject({
      state: 'opening',
      attention: null,
      summary: null,
      agent: null,
      conversationId: null,
      counts: { fromUser: 0, fromAgent: 0, queued: 0, delivered: 0, failed: 0 },
      timers: [],
      endReason: null,
      endDetail: null,
      undelivered: [],
    });
    expect((await scene.latest()).handoff.id).toBe(second.id);
    expect((await scene.events()).map(({ handoffId }) => handoffId).at(-1)).toBe(second.id);
    expect(await scene.say('m2')).toMatchObject({ outcome: 'accepted', n: 1 });
    expect(
      (await store.handoffs.list({ copilotId: scene.copilotId, limit: 10 })).items.map((h) => h.id),
    ).toEqual([second.id, id]);
  });

  it('refuses a copilot that does not exist or was deleted', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    await store.copilots.delete(scene.copilotId);
    await expect(scene.open()).rejects.toMatchObject({ name: 'StoreError', kind: 'not_found' });
    await expect(
      store.handoffs.open({ copilotId: 'cop_none', request: { sessionId: 's', user: {} } }),
    ).rejects.toMatchObject({ kind: 'not_found' });
    expect(await store.sessions.get(scene.copilotId, scene.sessionId)).toBeUndefined();
  });

  it('S28: NUL and lone surrogates anywhere in the input are taken out, not stumbled over', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const record = await scene.open({
      user: { name: 'Ja\0ne', customData: { ['k\0']: ['\ud800x', { deep: '\0' }] } },
      reason: 'a\0b',
      transcript: [{ id: 't', author: 'user', text: 'x\0y \udfff' }],
    });
    const stored = await store.handoffs.get(record.handoff.id);
    expect(stored).toEqual(record);
    expect(stored?.handoff.user.name).toBe('Jane');
    expect(stored?.handoff.reason).toBe('ab');
    expect(stored?.request.user.customData).toEqual({ k: ['\ufffdx', { deep: '' }] });
    expect(stored?.request.transcript?.[0]?.text).toBe('xy \ufffd');
    expect(await store.sessions.get(scene.copilotId, 'nul\0')).toBeUndefined();
  });
});
