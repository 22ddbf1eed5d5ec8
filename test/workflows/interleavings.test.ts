import fc from 'fast-check';
import { endingArbitrary, type Ending } from '../support/endings/ending';
import { playEnding } from '../support/endings/play-ending';
import { createStage, type Stage } from '../support/workflow-scene';

jest.setTimeout(120_000);

const AT_ONCE = 50;
const ROUNDS = 4;
/** Fixed, so that what is red is red again; other orders by `INTERLEAVINGS_SEED`. */
const SEED = 240_200;

// Nothing here waits for a timer, so the clock need not skip, and handoffs can be played side by side.
let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ server: 'real' });
});
afterAll(async () => {
  await stage.close();
});

it('F24: an end that meets words of both sides and other ends, in 200 orders: one outcome, nothing swallowed', async () => {
  const seed = Number(process.env['INTERLEAVINGS_SEED'] ?? SEED);
  let played = 0;
  const property = fc.asyncProperty(
    fc.array(endingArbitrary, { minLength: AT_ONCE, maxLength: AT_ONCE }),
    async (endings: Ending[]) => {
      played += endings.length;
      expect((await Promise.all(endings.map((ending) => playEnding(stage, ending)))).flat()).toEqual([]);
    },
  );
  await fc.assert(property, {
    seed,
    numRuns: ROUNDS,
    interruptAfterTimeLimit: 100_000,
    markInterruptAsFailure: true,
  });
  expect(played).toBeGreaterThanOrEqual(AT_ONCE * ROUNDS);
});
