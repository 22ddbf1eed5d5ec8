import { setTimeout as sleep } from 'node:timers/promises';
import { createFirstAttempts } from '../../../activities/callbacks/first-attempt';
import type { Batch } from '../../../activities/callbacks/send';
import { createLogger } from '../../../config/logger';

const NOTHING: Batch = { nextDueInMs: null, holdMs: 0, sent: 0, failed: 0, refused: 0 };

/** First attempts over a sender that answers by `script`, and then with "none is pending". */
function attempts(script: (Batch | Error | (() => Promise<Batch>))[] = []) {
  const sent: string[] = [];
  const handedOver: string[] = [];
  const first = createFirstAttempts({
    async send({ copilotId, sessionId }) {
      sent.push(`${copilotId}/${sessionId}`);
      const step = script.shift() ?? NOTHING;
      if (step instanceof Error) throw step;
      return typeof step === 'function' ? await step() : step;
    },
    handOver(copilotId, sessionId) {
      handedOver.push(`${copilotId}/${sessionId}`);
      return Promise.resolve();
    },
    logger: createLogger('test', 'silent'),
  });
  return { first, sent, handedOver };
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

it('what the receiver takes needs no workflow', async () => {
  const { first, sent, handedOver } = attempts([{ ...NOTHING, sent: 1 }]);
  first.tell('c', 's');
  await first.stop();
  expect(sent).toEqual(['c/s']);
  expect(handedOver).toEqual([]);
});

it('F30: what the receiver does not take is handed to the workflow', async () => {
  const { first, handedOver } = attempts([{ ...NOTHING, refused: 1, holdMs: 5_000, nextDueInMs: 5_000 }]);
  first.tell('c', 's');
  await first.stop();
  expect(handedOver).toEqual(['c/s']);
});

it('what is written while another is sent is seen, one sender at a time', async () => {
  const { opened, open } = gate();
  const { first, sent } = attempts([() => opened.then(() => ({ ...NOTHING, sent: 1 }))]);
  first.tell('c', 's');
  first.tell('c', 's');
  first.tell('c', 's');
  expect(sent).toHaveLength(1);
  open();
  await sleep(5);
  expect(sent).toHaveLength(2);
  await first.stop();
});

it('what is told just as the last look came back is seen', async () => {
  const { first, sent } = attempts();
  // In each of the turns that lie between the look and the end of the run.
  for (let turn = 0; turn < 20; turn += 1) {
    first.tell('c', 's');
    for (let n = 0; n < turn; n += 1) await Promise.resolve();
    const before = sent.length;
    first.tell('c', 's');
    await sleep(2);
    expect(sent.length).toBeGreaterThan(before);
  }
  await first.stop();
});

it('while another process sends, it looks again at once, and when that one’s claim would be over', async () => {
  const claimed = { ...NOTHING, holdMs: 600, nextDueInMs: 600 };
  const { first, sent, handedOver } = attempts([claimed, claimed]);
  first.tell('c', 's');
  await sleep(1);
  expect(sent).toHaveLength(1);
  // The other one may have read what is left a moment before it was written.
  await sleep(300);
  expect(sent).toHaveLength(2);
  await sleep(300);
  expect(sent).toHaveLength(2);
  await sleep(400);
  expect(sent).toHaveLength(3);
  expect(handedOver).toEqual([]);
  await first.stop();
});

it('what waits for its own repeat is left to the workflow that waits for it', async () => {
  const { first, sent, handedOver } = attempts([{ ...NOTHING, sent: 1, nextDueInMs: 300_000 }]);
  first.tell('c', 's');
  await first.stop();
  expect([sent.length, handedOver.length]).toEqual([1, 0]);
});

it('F37: a receiver that hangs gets fifty of its sessions at a time, and takes none from others', async () => {
  const { opened, open } = gate();
  const hang = () => opened.then(() => NOTHING);
  const { first, sent, handedOver } = attempts(Array.from({ length: 60 }, () => hang));
  for (let n = 0; n < 52; n += 1) first.tell('slow', `s${n}`);
  first.tell('other', 's');
  await sleep(5);
  expect(sent).toHaveLength(51);
  expect(sent).toContain('other/s');
  expect(handedOver).toEqual(['slow/s50', 'slow/s51']);
  open();
  await first.stop();
});

it('F36: of all copilots five hundred sessions at a time; what is more goes to the workflow', async () => {
  const { opened, open } = gate();
  const hang = () => opened.then(() => NOTHING);
  const { first, sent, handedOver } = attempts(Array.from({ length: 600 }, () => hang));
  for (let n = 0; n < 520; n += 1) first.tell(`c${n % 20}`, `s${n}`);
  await sleep(5);
  expect([sent.length, handedOver.length]).toEqual([500, 20]);
  open();
  await first.stop();
});

it('the store’s absence ends nothing; the next one is sent', async () => {
  const { first, sent } = attempts([new Error('away')]);
  first.tell('c', 's');
  await sleep(5);
  first.tell('c', 's');
  await first.stop();
  expect(sent).toHaveLength(2);
});

it('F3: a worker that is stopped finishes what it is at, and hands the rest to the workflow', async () => {
  const { opened, open } = gate();
  const { first, sent, handedOver } = attempts([
    () => opened.then(() => ({ ...NOTHING, sent: 25, nextDueInMs: 0 })),
  ]);
  first.tell('c', 's');
  const stopped = first.stop();
  open();
  await stopped;
  expect(sent).toHaveLength(1);
  expect(handedOver).toEqual(['c/s']);
});
