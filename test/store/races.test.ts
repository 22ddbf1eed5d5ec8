import { agentMessage, brief, joins, newScene } from './scene';
import { onBothEngines, onPostgres } from './engines';

const shuffled = <T>(items: T[]): T[] =>
  items
    .map((item) => [Math.random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);

onPostgres('races', (engine) => {
  it('between accepting and finishing lose nothing: each accepted message ends exactly once', async () => {
    const { store } = engine;
    let accepted = 0;
    let refused = 0;
    for (let round = 0; round < 100; round++) {
      const scene = await newScene(store, { callbackUrl: null });
      const { id: handoffId } = (await scene.open()).handoff;
      const ids = ['m1', 'm2', 'm3', 'm4'];
      const work: (() => Promise<unknown>)[] = ids.map((id) => () => scene.say(id));
      work.push(() => store.handoffs.finish({ handoffId, reason: 'user_ended', detail: null, notice: null }));
      work.push(async () => {
        const message = await store.handoffs.nextUserMessage(handoffId, 4);
        if (message === undefined) return;
        await store.handoffs.settleUserMessage({
          handoffId,
          messageId: message.id,
          value: 'delivered',
          zendeskMessageIds: ['z'],
        });
      });
      await Promise.all(shuffled(work).map((run) => run()));

      const events = (await scene.events()).map(brief);
      for (const id of ids) {
        const isAccepted = events.includes(`user ${id}`);
        const ends = events.filter((event) => new RegExp(`^(delivered|undelivered) ${id}$`).test(event));
        expect(ends).toHaveLength(isAccepted ? 1 : 0);
        if (isAccepted) accepted++;
        else refused++;
      }
      const { counts, undelivered } = (await scene.latest()).handoff;
      expect(counts.queued).toBe(0);
      expect(counts.fromUser).toBe(counts.delivered + counts.failed);
      expect(undelivered).toHaveLength(counts.failed);
      expect(events.at(-1)).toBe('state opening>ended');
    }
    // The race was one: both outcomes came up.
    expect(accepted).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  }, 120_000);

  it('between sending and finishing never call a message not sent whose sending has begun', async () => {
    const { store } = engine;
    const outcomes = new Set<string>();
    for (let round = 0; round < 60; round++) {
      const scene = await newScene(store, { callbackUrl: null });
      const { id: handoffId } = (await scene.open()).handoff;
      await scene.say('m1');
      const end = { handoffId, reason: 'user_ended' as const, detail: null, notice: null };
      const next = () => store.handoffs.nextUserMessage(handoffId, 1);
      const finish = () => store.handoffs.finish(end);
      const sent = await ORDERS[round % ORDERS.length]?.(next, finish);
      const [undelivered] = (await scene.latest()).handoff.undelivered;
      expect(undelivered?.outcome).toBe(sent === undefined ? 'not_sent' : 'unknown');
      outcomes.add(undelivered?.outcome ?? '');
    }
    expect(outcomes.size).toBe(2);
  }, 60_000);

  it('of everything at once in many sessions leave no gap, no deadlock, and right counts', async () => {
    const { store } = engine;
    const scenes = await Promise.all(Array.from({ length: 5 }, () => newScene(store)));
    const work = scenes.flatMap((scene) =>
      Array.from({ length: 12 }, (_, i) => async () => {
        const { record } = await store.handoffs.open({
          copilotId: scene.copilotId,
          request: { sessionId: scene.sessionId, user: {} },
        });
        const { id } = record.handoff;
        await Promise.all([
          scene.say(`m${i}`),
          store.handoffs.deliverToSession(id, agentMessage(`a${i}`, i), joins('Somebody')),
          store.handoffs.accept(id, 'connecting'),
          store.handoffs.setTimers(id, []),
          store.handoffs.markSignalled(id, i),
          store.handoffs.markDelayed(id, new Date('2100-01-01')),
          store.handoffs.recordProof({ handoffId: id, messageId: `m${i}`, part: 0, zendeskMessageId: 'z' }),
          store.handoffs.addWarnings(id, [{ code: 'w', detail: String(i) }]),
        ]);
      }),
    );
    await Promise.all(shuffled(work).map((run) => run()));
    for (const scene of scenes) {
      const events = await scene.events();
      const { handoff } = await scene.latest();
      expect(handoff.counts).toMatchObject({ fromUser: 12, fromAgent: 12, queued: 12 });
      expect(handoff.warnings).toHaveLength(12);
      const numbers = events.flatMap((event) =>
        event.type === 'message' && event.message.origin === 'user' ? [event.message.id] : [],
      );
      expect(new Set(numbers).size).toBe(12);
      expect(
        events.filter((event) => brief(event).startsWith('state waiting>active')).length,
      ).toBeLessThanOrEqual(1);
    }
  }, 60_000);
});

onBothEngines('order under concurrency', (engine) => {
  it('R12: a hundred agent messages handed over in any order sort into the order received by beforeSeq', async () => {
    const { store } = engine;
    const scene = await newScene(store, { callbackUrl: null });
    const { id } = (await scene.open()).handoff;
    // Two of each second, so that the id has to decide too.
    const ids = Array.from({ length: 100 }, (_, i) => `a${String(i).padStart(3, '0')}`);
    await Promise.all(
      shuffled(ids).map((name) =>
        store.handoffs.deliverToSession(id, agentMessage(name, Math.floor(Number(name.slice(1)) / 2))),
      ),
    );
    // What a view does: append, or insert before the message with that seq.
    const view: { seq: number; id: string }[] = [];
    for (const event of await scene.events()) {
      if (event.type !== 'message') continue;
      const at =
        event.beforeSeq === null ? view.length : view.findIndex(({ seq }) => seq === event.beforeSeq);
      view.splice(at, 0, { seq: event.seq, id: event.message.id });
    }
    expect(view.map((shown) => shown.id)).toEqual(ids);
  }, 60_000);
});

/** One clearly before the other, each way, and both at once, by a little earlier or later. */
const ORDERS: (<T, U>(next: () => Promise<T>, finish: () => Promise<U>) => Promise<T>)[] = [
  async (next, finish) => {
    const sent = await next();
    await finish();
    return sent;
  },
  async (next, finish) => {
    await finish();
    return next();
  },
  async (next, finish) => (await Promise.all([next(), finish()]))[0],
  async (next, finish) => {
    const later = new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    return (await Promise.all([later.then(next), finish()]))[0];
  },
];
