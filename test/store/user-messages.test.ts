import type { DeliveryError } from '../../contract/events';
import { brief, newScene } from './scene';
import { onBothEngines } from './engines';

const REJECTED: DeliveryError = { code: 'rejected', message: 'no', outcome: 'not_sent' };

onBothEngines('user messages', (engine) => {
  it('are stored with a number, an event and the counts', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    await scene.open({ user: { id: 'u1', name: 'Jane', avatar: 'https://x.test/j.png' } });
    const file = { url: 'https://x.test/a.png', name: 'a.png', mediaType: 'image/png' };
    const first = await store.handoffs.acceptUserMessage({
      copilotId: scene.copilotId,
      sessionId: scene.sessionId,
      message: { id: 'm1', text: 'Hi', attachments: [file] },
    });
    expect(first).toMatchObject({
      outcome: 'accepted',
      n: 1,
      status: 'accepted',
      record: { lastUserMessage: 1 },
    });
    expect(await scene.say('m2')).toMatchObject({ outcome: 'accepted', n: 2 });

    const events = await scene.events();
    expect(events[1]).toMatchObject({
      type: 'message',
      beforeSeq: null,
      message: {
        id: 'm1',
        origin: 'user',
        author: { type: 'user', id: 'u1', name: 'Jane', avatarUrl: 'https://x.test/j.png' },
        text: 'Hi',
        attachments: [{ ...file, size: null }],
        actions: [],
        status: 'accepted',
        afterEnd: false,
        automated: false,
      },
    });
    const { handoff, lastUserMessage } = await scene.latest();
    expect(lastUserMessage).toBe(2);
    expect(handoff.counts).toEqual({ fromUser: 2, fromAgent: 0, queued: 2, delivered: 0, failed: 0 });
    expect(await scene.callbacks()).toEqual([]);
  });

  it('of one id are one message: repeated with the same body, in conflict with another', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    await scene.open();
    await scene.say('m1', 'Hi');
    expect(await scene.say('m1', 'Hi')).toMatchObject({ outcome: 'repeated', n: 1, status: 'accepted' });
    const withKeys = { id: 'm1', text: 'Hi', attachments: [] };
    const { copilotId, sessionId } = scene;
    expect(await store.handoffs.acceptUserMessage({ copilotId, sessionId, message: withKeys })).toMatchObject(
      { outcome: 'repeated' },
    );
    expect(await scene.say('m1', 'Ho')).toEqual({ outcome: 'conflict' });
    expect(await scene.events()).toHaveLength(2);
    expect((await scene.latest()).handoff.counts.fromUser).toBe(1);
  });

  it('get the answer of their session: unknown, or ended', async () => {
    const scene = await newScene(engine.store);
    expect(await scene.say('m1')).toEqual({ outcome: 'none' });
    const { handoff } = await scene.open();
    await engine.store.handoffs.finish({
      handoffId: handoff.id,
      reason: 'user_ended',
      detail: null,
      notice: null,
    });
    expect(await scene.say('m1')).toMatchObject({
      outcome: 'ended',
      record: { handoff: { id: handoff.id } },
    });
    expect(await scene.events()).toHaveLength(2);
  });

  it('R20: an id of an earlier handoff is a repeat in the next one and is not sent again', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const first = (await scene.open()).handoff.id;
    await scene.say('m1');
    await store.handoffs.finish({ handoffId: first, reason: 'agent_ended', detail: null, notice: null });
    expect(await scene.say('m1')).toMatchObject({ outcome: 'repeated', status: 'undelivered', n: 1 });
    const second = (await scene.open()).handoff.id;
    expect(await scene.say('m1')).toMatchObject({
      outcome: 'repeated',
      status: 'undelivered',
      record: { handoff: { id: first } },
    });
    expect(await scene.say('m1', 'other')).toEqual({ outcome: 'conflict' });
    expect(await store.handoffs.nextUserMessage(second, 100)).toBeUndefined();
  });

  it('go out oldest first, up to a number, and an earlier attempt is told', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const user = { id: 'u7', name: 'Jane' };
    const { id } = (await scene.open({ user })).handoff;
    const at = new Date('2030-01-01T10:00:00.123Z');
    engine.setTime(at);
    for (const message of ['m1', 'm2', 'm3']) await scene.say(message);

    expect(await store.handoffs.nextUserMessage(id, 0)).toBeUndefined();
    expect(await store.handoffs.nextUserMessage(id, 2)).toEqual({
      id: 'm1',
      n: 1,
      user,
      text: 'text of m1',
      attachments: [],
      postback: null,
      acceptedAt: at,
      attemptedAt: undefined,
      attempt: 1,
      firstPart: 0,
      proofs: {},
    });
    engine.setTime(new Date('2030-01-01T10:00:05.000Z'));
    expect(await store.handoffs.nextUserMessage(id, 2)).toMatchObject({ id: 'm1', attemptedAt: at });
    expect(await store.handoffs.nextUserMessage(id, 2)).toMatchObject({ id: 'm1', attemptedAt: at });

    const timers = [{ name: 'user_idle' as const, firesAt: at.toISOString() }];
    const zendeskMessageIds = ['z1'];
    const settle = { handoffId: id, messageId: 'm1', value: 'delivered' as const, zendeskMessageIds, timers };
    expect(await store.handoffs.settleUserMessage(settle)).toBe(true);
    expect((await scene.latest()).handoff.timers).toEqual(timers);
    expect(await store.handoffs.nextUserMessage(id, 2)).toMatchObject({ id: 'm2', attemptedAt: undefined });
    expect(
      await store.handoffs.settleUserMessage({
        handoffId: id,
        messageId: 'm2',
        value: 'failed',
        error: REJECTED,
      }),
    ).toBe(true);
    expect(await store.handoffs.nextUserMessage(id, 2)).toBeUndefined();
    expect(await store.handoffs.nextUserMessage(id, 3)).toMatchObject({ id: 'm3' });
  });

  it('carry their postback and files to the sender', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    const file = { url: 'https://x.test/a.png', name: 'a.png', mediaType: 'image/png' };
    const { copilotId, sessionId } = scene;
    const message = { id: 'm1', attachments: [file], postback: 'yes' };
    await store.handoffs.acceptUserMessage({ copilotId, sessionId, message });
    expect(await store.handoffs.nextUserMessage(id, 1)).toMatchObject({
      text: null,
      attachments: [file],
      postback: 'yes',
    });
  });

  it('settle once: one event, one callback, one count', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id: handoffId } = (await scene.open()).handoff;
    await scene.say('m1');
    await scene.say('m2');
    const delivered = {
      handoffId,
      messageId: 'm1',
      value: 'delivered' as const,
      zendeskMessageIds: ['z1', 'z2'],
    };
    const failed = { handoffId, messageId: 'm2', value: 'failed' as const, error: REJECTED };
    const results = await Promise.all([
      store.handoffs.settleUserMessage(delivered),
      store.handoffs.settleUserMessage(delivered),
      store.handoffs.settleUserMessage({ ...delivered, value: 'failed', error: REJECTED }),
    ]);
    expect(results.filter(Boolean)).toHaveLength(1);
    await store.handoffs.settleUserMessage(failed);
    expect(await store.handoffs.settleUserMessage({ ...failed, messageId: 'unknown' })).toBe(false);

    const events = await scene.events();
    expect(events.map(brief)).toHaveLength(5);
    expect(events[4]).toMatchObject({ status: { messageId: 'm2', value: 'failed', error: REJECTED } });
    const [first, second, ...more] = await scene.callbacks();
    expect(more).toEqual([]);
    expect(first?.data).toMatchObject({ messageId: 'm1', seq: 4 });
    expect(second).toMatchObject({
      type: 'message.failed',
      data: { messageId: 'm2', error: REJECTED, seq: 5 },
    });
    expect((await scene.latest()).handoff.counts.queued).toBe(0);
  });

  it('keep the first proof of each part, also one that comes before anything was tried', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id: handoffId } = (await scene.open()).handoff;
    await scene.say('m1');
    const proof = (part: number, zendeskMessageId: string, messageId = 'm1') =>
      store.handoffs.recordProof({ handoffId, messageId, part, zendeskMessageId });
    await proof(1, 'z1');
    await proof(0, 'z0');
    await proof(1, 'another');
    await proof(0, 'z', 'unknown');
    expect(await store.handoffs.nextUserMessage(handoffId, 1)).toMatchObject({
      proofs: { 0: 'z0', 1: 'z1' },
    });
  });

  it('are called delayed once, while they are still queued', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    engine.setTime(new Date('2030-01-01T10:00:00Z'));
    for (const message of ['m1', 'm2', 'm3']) await scene.say(message);
    engine.setTime(new Date('2030-01-01T10:00:20Z'));
    await scene.say('m4');
    await store.handoffs.settleUserMessage({
      handoffId: id,
      messageId: 'm1',
      value: 'delivered',
      zendeskMessageIds: ['z'],
    });
    const before = new Date('2030-01-01T10:00:10Z');
    expect(await store.handoffs.markDelayed(id, before)).toBe(2);
    expect(await store.handoffs.markDelayed(id, before)).toBe(0);
    expect((await scene.events()).map(brief).slice(-2)).toEqual(['delayed m2', 'delayed m3']);
  });

  it('that failed go back into the queue, and only those', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    await scene.say('m1');
    await scene.say('m2');
    expect(await store.handoffs.reviveUserMessage(id, 'm1')).toBeUndefined();
    await store.handoffs.nextUserMessage(id, 1);
    await store.handoffs.settleUserMessage({
      handoffId: id,
      messageId: 'm1',
      value: 'failed',
      error: REJECTED,
    });
    expect(await store.handoffs.reviveUserMessage(id, 'm1')).toBe(1);
    expect((await scene.latest()).handoff.counts).toMatchObject({ queued: 2, failed: 0 });
    expect(await store.handoffs.nextUserMessage(id, 2)).toMatchObject({
      id: 'm1',
      attemptedAt: expect.any(Date) as Date,
    });
    const delivered = {
      handoffId: id,
      messageId: 'm1',
      value: 'delivered' as const,
      zendeskMessageIds: ['z'],
    };
    expect(await store.handoffs.settleUserMessage(delivered)).toBe(true);
    await store.handoffs.settleUserMessage({
      handoffId: id,
      messageId: 'm2',
      value: 'failed',
      error: REJECTED,
    });
    await store.handoffs.finish({ handoffId: id, reason: 'user_ended', detail: null, notice: null });
    expect(await store.handoffs.reviveUserMessage(id, 'm2')).toBeUndefined();
  });

  it('R32, S28: text of 100 000 characters arrives whole, without NUL and lone surrogates', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    const text = '👍🏽'.repeat(25_000);
    await scene.say('m1', text);
    await scene.say('m2', 'a\0b\ud83dc');
    expect(await scene.say('m2', 'a\0b\ud83dc')).toMatchObject({ outcome: 'repeated' });
    expect((await store.handoffs.nextUserMessage(id, 1))?.text).toBe(text);
    const [, , second] = await scene.events();
    expect(second).toMatchObject({ message: { text: 'ab\ufffdc' } });
  });

  it('that nobody was told about, and runs never started, are found by the reconciler', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    engine.setTime(new Date('2030-01-01T10:00:00Z'));
    const { id } = (await scene.open()).handoff;
    const neglected = async (time: string) =>
      (await store.handoffs.listNeglected(new Date(time))).some(({ handoff }) => handoff.id === id);
    const [early, late] = ['2030-01-01T09:59:59Z', '2030-01-01T10:00:01Z'];
    expect(await neglected(early)).toBe(false);
    expect(await neglected(late)).toBe(true);
    await store.handoffs.markRunStarted(id);
    expect(await neglected(late)).toBe(false);
    expect((await scene.latest()).runStarted).toBe(true);

    await scene.say('m1');
    await scene.say('m2');
    expect(await neglected(early)).toBe(false);
    expect(await neglected(late)).toBe(true);
    await store.handoffs.markSignalled(id, 2);
    await store.handoffs.markSignalled(id, 1);
    expect(await neglected(late)).toBe(false);
    await scene.say('m3');
    expect(await neglected(late)).toBe(true);
    await store.handoffs.finish({ handoffId: id, reason: 'user_ended', detail: null, notice: null });
    expect(await neglected(late)).toBe(false);
  });
});
