import { setTimeout as sleep } from 'node:timers/promises';
import { openChat } from '../support/world/chat';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { createWorld, type World } from '../support/world/world';

jest.setTimeout(120_000);

const SENT = 60;
/** Twenty a second. */
const GAP_MS = 50;
const EXIT_MS = 10_000;

let world: World;
beforeAll(async () => {
  world = await createWorld({ processes: 'split' });
});
afterAll(() => world.close());

/** By name: the classes of jest's world are others. */
const isRefusedOrCut = (thrown: unknown) => (thrown as Error).name === 'TypeError';

it('F2: SIGTERM under load: no request that was taken gets a 5xx, and the API is gone within ten seconds', async () => {
  const chat = await openChat(world, await world.connectedCopilot());
  const ids = Array.from({ length: SENT }, (_, n) => `m${n + 1}`);
  const answers: Promise<number | null>[] = [];
  let exitMs = Infinity;
  for (const [n, id] of ids.entries()) {
    const answer = chat.send(id, id).then(
      ({ status }) => status,
      (thrown: unknown) => {
        // Nobody listens any more: the caller knows that it was not taken, and repeats it.
        if (!isRefusedOrCut(thrown)) throw thrown;
        return null;
      },
    );
    answers.push(answer);
    if (n === SENT / 2) {
      const stopMs = Date.now();
      void world.processes[0]?.stop().then(() => (exitMs = Date.now() - stopMs));
    }
    await sleep(GAP_MS);
  }
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status !== 202 && status !== null)).toEqual([]);
  expect(statuses.slice(0, SENT / 2)).toEqual(Array(SENT / 2).fill(202));
  await world.processes[0]?.exited;
  await sleep(50);
  expect(exitMs).toBeLessThan(EXIT_MS);

  world.processes[0] = await world.start.api();
  for (const id of ids) expect((await chat.send(id, id)).status).toBe(202);
  await chat.untilSettled(ids, 60_000);
  const there = (await chat.ticket()).transcript.filter(({ author }) => author.type === 'user');
  // Sent at the same time, they may have been taken in another order than their names have.
  expect(there.map(({ content }) => content.text).toSorted()).toEqual(ids.toSorted());
});

itLeavesZendeskInOrder(() => world);
