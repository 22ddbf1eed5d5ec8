import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { newScene, type Scene } from './scene';
import { onBothEngines, type EngineUnderTest } from './engines';

const FAR = new Date('9999-01-01T00:00:00Z');

const ref = ({ copilotId, sessionId }: Scene) => ({ copilotId, sessionId });

/** A session with `count` callbacks. */
async function withCallbacks(
  engine: EngineUnderTest,
  count: number,
  writtenAt = new Date('2030-01-01T10:00:00.000Z'),
): Promise<Scene> {
  const scene = await newScene(engine.store);
  engine.setTime(writtenAt);
  const { id } = (await scene.open()).handoff;
  for (let i = 1; i <= count; i++) await engine.store.handoffs.addNotice(id, `n${i}`, `notice ${i}`);
  return scene;
}

onBothEngines('callbacks', (engine) => {
  const next = (scene: Scene, now: Date) =>
    engine.store.callbacks.claimNext({ ...ref(scene), now, forMs: 0 });
  const claim = (scene: Scene, forMs = 60_000) =>
    engine.store.callbacks.claimNext({ ...ref(scene), now: FAR, forMs });
  const pending = (scene: Scene) => engine.store.callbacks.pending(scene.copilotId, scene.sessionId);

  it('are not written for a copilot without an address', async () => {
    const scene = await newScene(engine.store, { callbackUrl: null });
    const { id } = (await scene.open()).handoff;
    await engine.store.handoffs.accept(id, 'connecting');
    await engine.store.handoffs.finish({ handoffId: id, reason: 'user_ended', detail: null, notice: 'bye' });
    expect(await next(scene, FAR)).toBeUndefined();
    expect(await pending(scene)).toEqual({ nextDueAt: null, blockedForMs: 0 });
  });

  it('come in the order written, each with the same bytes at every attempt, signed with every live secret', async () => {
    const scene = await withCallbacks(engine, 3);
    const { callbacks } = engine.store;
    const now = new Date('2030-01-01T10:00:01.000Z');
    expect(await pending(scene)).toEqual({ nextDueAt: new Date(0), blockedForMs: 0 });
    const first = await next(scene, now);
    if (first === undefined) throw new Error('no callback');
    expect(first).toMatchObject({ type: 'message.created', attempts: 0, url: 'https://bot.test/callbacks' });
    expect(first.id).toMatch(/^evt_/);

    const later = new Date('2030-01-01T11:00:00.000Z');
    const refused = { outcome: 'retry', error: 'HTTP 500', nextAttemptAt: later, blockForMs: 0 } as const;
    await callbacks.recordAttempt(first.id, refused);
    // The others do not wait for it.
    const second = await next(scene, now);
    expect(JSON.parse(second?.body ?? '')).toMatchObject({ data: { message: { text: 'notice 2' } } });
    await callbacks.recordAttempt(second?.id ?? '', { outcome: 'delivered' });
    await callbacks.recordAttempt((await next(scene, now))?.id ?? '', { outcome: 'failed', error: 'gone' });
    expect(await next(scene, now)).toBeUndefined();
    expect(await next(scene, new Date('2030-01-01T10:59:59.000Z'))).toBeUndefined();
    expect(await pending(scene)).toMatchObject({ nextDueAt: later });

    const rotated = await engine.store.copilots.rotateCallbackSecret(scene.copilotId);
    const again = await next(scene, later);
    expect(again).toMatchObject({ id: first.id, body: first.body, attempts: 1, createdAt: first.createdAt });
    expect(again?.secrets.map((secret) => secret.reveal())).toEqual([
      rotated?.reveal(),
      first.secrets[0]?.reveal(),
    ]);
    for (const secret of again?.secrets ?? []) {
      expect(() => new Webhook(secret.reveal()).sign(first.id, new Date(), first.body)).not.toThrow();
    }
  });

  it('are listed newest first with their fate, by status, page by page', async () => {
    const scene = await withCallbacks(engine, 3);
    const { copilotId } = scene;
    const { callbacks } = engine.store;
    const first = await next(scene, FAR);
    engine.setTime(new Date('2030-01-01T10:05:00.000Z'));
    await callbacks.recordAttempt(first?.id ?? '', { outcome: 'delivered' });
    const second = await next(scene, FAR);
    await callbacks.recordAttempt(second?.id ?? '', { outcome: 'failed', error: 'x'.repeat(1000) });

    const page = await callbacks.list({ copilotId, limit: 2 });
    expect(page.items.map(({ status }) => status)).toEqual(['pending', 'failed']);
    expect(page.items[1]?.lastError).toHaveLength(500);
    expect(page.next).toBe(second?.id);
    const rest = await callbacks.list({ copilotId, limit: 2, after: page.next ?? '' });
    expect(rest).toEqual({
      items: [
        {
          id: first?.id,
          type: 'message.created',
          sessionId: scene.sessionId,
          handoffId: (await scene.latest()).handoff.id,
          status: 'delivered',
          attempts: 1,
          lastError: null,
          nextAttemptAt: null,
          createdAt: '2030-01-01T10:00:00.000Z',
          deliveredAt: '2030-01-01T10:05:00.000Z',
        },
      ],
      next: null,
    });
    const failed = await callbacks.list({ copilotId, status: 'failed', limit: 10 });
    expect(failed.items.map(({ id }) => id)).toEqual([second?.id]);
  });

  it('can be sent once more, whatever became of them', async () => {
    const scene = await withCallbacks(engine, 1);
    const { callbacks } = engine.store;
    const { id } = (await next(scene, FAR)) ?? { id: '' };
    await callbacks.recordAttempt(id, { outcome: 'failed', error: 'gone' });
    // A repeat of the same outcome, as an activity makes it, changes nothing.
    await callbacks.recordAttempt(id, { outcome: 'failed', error: 'gone' });
    expect((await callbacks.list({ copilotId: scene.copilotId, limit: 1 })).items[0]?.attempts).toBe(1);
    engine.setTime(new Date('2030-01-01T12:00:00.000Z'));
    const { copilotId, sessionId } = scene;
    expect(await callbacks.redeliver(id)).toEqual({ copilotId, sessionId });
    expect(await next(scene, new Date('2030-01-01T12:00:00.000Z'))).toMatchObject({ id, attempts: 0 });
    expect(await callbacks.redeliver('evt_unknown')).toBeUndefined();
  });

  it('F27: one that a process with a fast clock has written is due for a sender whose clock is slow', async () => {
    const scene = await withCallbacks(engine, 1);
    expect(await next(scene, new Date('2030-01-01T06:00:00.000Z'))).toMatchObject({ attempts: 0 });
  });

  it('are claimed by one sender at a time, of whichever process: the order is kept', async () => {
    const scene = await withCallbacks(engine, 3);
    const { callbacks } = engine.store;
    const claims = await Promise.all([claim(scene), claim(scene), claim(scene), claim(scene)]);
    const [first, ...more] = claims.filter((one) => one !== undefined);
    expect(more).toEqual([]);
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ data: { message: { text: 'notice 1' } } });
    expect(await claim(scene)).toBeUndefined();
    const { blockedForMs } = await pending(scene);
    expect(blockedForMs).toBeGreaterThan(50_000);
    expect(blockedForMs).toBeLessThanOrEqual(60_000);

    await callbacks.recordAttempt(first?.id ?? '', { outcome: 'delivered' });
    expect(await pending(scene)).toMatchObject({ blockedForMs: 0 });
    expect(JSON.parse((await claim(scene))?.body ?? '')).toMatchObject({
      data: { message: { text: 'notice 2' } },
    });
  });

  it('F2: a killed sender’s claim ends by itself; one that is kept does not', async () => {
    const scene = await withCallbacks(engine, 1);
    const first = await claim(scene, 300);
    await engine.store.callbacks.keepClaim(first?.id ?? '', 2_000);
    await sleep(400);
    expect(await claim(scene)).toBeUndefined();
    await sleep(2_000);
    expect(await claim(scene)).toMatchObject({ id: first?.id });
  });

  it('one that was not taken blocks the later ones as long as it says', async () => {
    const scene = await withCallbacks(engine, 2);
    const first = await claim(scene);
    const nextAttemptAt = new Date('2030-01-01T11:00:00.000Z');
    const refused = { outcome: 'retry', error: 'HTTP 500', nextAttemptAt } as const;
    await engine.store.callbacks.recordAttempt(first?.id ?? '', { ...refused, blockForMs: 2_000 });
    expect(await next(scene, new Date('2030-01-01T10:30:00.000Z'))).toBeUndefined();
    await sleep(2_100);
    const second = await next(scene, new Date('2030-01-01T10:30:00.000Z'));
    expect(JSON.parse(second?.body ?? '')).toMatchObject({ data: { message: { text: 'notice 2' } } });
  });

  it('what is left is told with each attempt that is recorded', async () => {
    const scene = await withCallbacks(engine, 3);
    const { callbacks } = engine.store;
    const due = { nextDueAt: new Date(0), blockedForMs: 0 };
    const first = await claim(scene);
    expect(await callbacks.recordAttempt(first?.id ?? '', { outcome: 'delivered' })).toEqual(due);
    // Somebody else has recorded it by then: what is left, the sender asks for itself.
    expect(await callbacks.recordAttempt(first?.id ?? '', { outcome: 'delivered' })).toBeUndefined();

    const refused = { outcome: 'retry', error: 'HTTP 500', nextAttemptAt: FAR, blockForMs: 60_000 } as const;
    const second = await claim(scene);
    const left = await callbacks.recordAttempt(second?.id ?? '', refused);
    expect(left).toEqual({ ...due, blockedForMs: 60_000 });
    expect((await pending(scene)).blockedForMs).toBeGreaterThan(50_000);

    // Of the two, the one that is not blocked is settled while the other waits.
    const third = (await callbacks.ofHandoff((await scene.latest()).handoff.id, 1)).at(-1);
    const last = await callbacks.recordAttempt(third?.id ?? '', { outcome: 'failed', error: 'gone' });
    expect(last).toMatchObject({ nextDueAt: FAR });
    expect(last?.blockedForMs).toBeGreaterThan(50_000);
    expect(await callbacks.recordAttempt(second?.id ?? '', refused)).toEqual({
      nextDueAt: FAR,
      blockedForMs: 60_000,
    });
  });

  it('that nobody sends are found by the sweep, those that somebody is at are not', async () => {
    const scene = await withCallbacks(engine, 2, new Date(Date.now() - 5_000));
    const overdue = async (graceMs: number) =>
      (await engine.store.callbacks.sessionsOverdue(graceMs)).filter(
        ({ sessionId }) => sessionId === scene.sessionId,
      );
    expect(await overdue(60_000)).toEqual([]);
    expect(await overdue(3_000)).toEqual([ref(scene)]);
    const first = await claim(scene, 2_000);
    expect(await overdue(3_000)).toEqual([]);
    await sleep(2_100);
    expect(await overdue(3_000)).toEqual([ref(scene)]);
    await engine.store.callbacks.recordAttempt(first?.id ?? '', { outcome: 'delivered' });
    await scene.callbacks();
    expect(await overdue(3_000)).toEqual([]);
  });

  it('F27: what a killed process with a fast clock has left is found at once', async () => {
    const scene = await withCallbacks(engine, 1, new Date(Date.now() + 4 * 3_600_000));
    expect(await engine.store.callbacks.sessionsOverdue(3_000)).toContainEqual(ref(scene));
  });

  it('of a deleted copilot still find their address and secret', async () => {
    const scene = await withCallbacks(engine, 1);
    await engine.store.copilots.delete(scene.copilotId);
    expect(await next(scene, FAR)).toMatchObject({
      url: 'https://bot.test/callbacks',
      secrets: [expect.anything() as unknown],
    });
  });
});
