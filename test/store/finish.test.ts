import { brief, newScene } from './scene';
import { onBothEngines } from './engines';

onBothEngines('the end of a handoff', (engine) => {
  it('gives back what did not arrive, says so to both sides, and returns control', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    const file = { url: 'https://x.test/a.png', name: 'a.png', mediaType: 'image/png' };
    await store.handoffs.accept(id, 'connecting');
    await store.handoffs.setAttention(id, { code: 'zendesk_unavailable', since: '2030-01-01T10:00:00.000Z' });
    for (const message of ['m1', 'm2', 'm3']) await scene.say(message);
    const { copilotId, sessionId } = scene;
    await store.handoffs.acceptUserMessage({
      copilotId,
      sessionId,
      message: { id: 'm4', attachments: [file] },
    });
    await store.handoffs.nextUserMessage(id, 4);
    await store.handoffs.settleUserMessage({
      handoffId: id,
      messageId: 'm1',
      value: 'delivered',
      zendeskMessageIds: ['z1'],
    });
    await store.handoffs.nextUserMessage(id, 4);
    await scene.callbacks();

    const end = {
      handoffId: id,
      reason: 'agent_ended' as const,
      detail: 'closed by Sam\0',
      notice: 'It has ended',
    };
    expect(await store.handoffs.finish(end)).toBe(true);
    expect(await store.handoffs.finish({ ...end, reason: 'ticket_closed' })).toBe(false);

    const events = await scene.events();
    expect(events.map(brief).slice(-5)).toEqual([
      'undelivered m2',
      'undelivered m3',
      'undelivered m4',
      'system ended',
      'state waiting>ended',
    ]);
    expect(events.at(-5)).toMatchObject({ status: { error: { code: 'handoff_ended', outcome: 'unknown' } } });
    expect(events.at(-4)).toMatchObject({
      status: { error: { code: 'handoff_ended', outcome: 'not_sent' } },
    });
    expect(events.at(-1)).toMatchObject({
      state: { control: 'copilot', endReason: 'agent_ended', attention: null, agent: null },
    });
    const { handoff } = await scene.latest();
    expect(handoff).toMatchObject({
      state: 'ended',
      attention: null,
      endReason: 'agent_ended',
      endDetail: 'closed by Sam',
      counts: { fromUser: 4, queued: 0, delivered: 1, failed: 3 },
      undelivered: [
        { id: 'm2', outcome: 'unknown' },
        { id: 'm3', outcome: 'not_sent' },
        { id: 'm4', outcome: 'not_sent' },
      ],
    });
    expect(handoff.endedAt).not.toBeNull();
    expect(await store.sessions.get(copilotId, sessionId)).toMatchObject({ control: 'copilot' });

    const callbacks = await scene.callbacks();
    expect(callbacks.map(({ type }) => type)).toEqual([
      'message.failed',
      'message.failed',
      'message.failed',
      'message.created',
      'handoff.ended',
    ]);
    expect(callbacks.at(-1)?.data).toMatchObject({
      seq: events.length,
      handoff,
      reason: 'agent_ended',
      ticket: null,
      undelivered: [
        { id: 'm2', text: 'text of m2', attachments: [], outcome: 'unknown' },
        { id: 'm3', text: 'text of m3', attachments: [], outcome: 'not_sent' },
        { id: 'm4', text: null, attachments: [{ ...file, size: null }], outcome: 'not_sent' },
      ],
    });
  });

  it('is final: nothing of the handoff changes or goes out any more', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id: handoffId } = (await scene.open()).handoff;
    await scene.say('m1');
    await store.handoffs.finish({ handoffId, reason: 'user_ended', detail: null, notice: null });
    const [before, events] = [await scene.latest(), await scene.events()];

    expect(await store.handoffs.nextUserMessage(handoffId, 10)).toBeUndefined();
    const settled = { handoffId, messageId: 'm1', value: 'delivered' as const, zendeskMessageIds: ['z'] };
    expect(await store.handoffs.settleUserMessage(settled)).toBe(false);
    expect(await store.handoffs.markDelayed(handoffId, new Date('2100-01-01'))).toBe(0);
    await store.handoffs.beginOpening(handoffId);
    await store.handoffs.accept(handoffId, 'connecting');
    await store.handoffs.setAttention(handoffId, { code: 'credentials', since: '2030-01-01T10:00:00.000Z' });
    await store.handoffs.recordOpeningFailure(handoffId, { code: 'x', message: 'x' });
    expect(await scene.latest()).toEqual(before);
    expect(await scene.events()).toEqual(events);
  });

  it('of a handoff with hundreds of queued messages lists each of them', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id: handoffId } = (await scene.open()).handoff;
    // More than go into one statement, of events and of callbacks.
    const count = 420;
    for (let start = 1; start <= count; start += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => scene.say(`m${start + index}`)));
    }
    await store.handoffs.finish({ handoffId, reason: 'user_ended', detail: null, notice: null });
    const { handoff } = await scene.latest();
    expect(handoff.undelivered).toHaveLength(count);
    expect(handoff.counts).toMatchObject({ fromUser: count, queued: 0, failed: count });
    expect(await scene.events()).toHaveLength(2 + 2 * count);
    const callbacks = await store.callbacks.ofHandoff(handoffId, 1_000);
    expect(callbacks.map(({ type }) => type)).toEqual([
      ...Array.from({ length: count }, () => 'message.failed'),
      'handoff.ended',
    ]);
  }, 60_000);
});
