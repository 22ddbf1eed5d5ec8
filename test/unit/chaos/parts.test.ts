import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistory } from '../../chaos/history';
import { inParts } from '../../chaos/parts';
import type { RunContext, RunResult } from '../../chaos/scenario';

let folder: string;
let context: RunContext;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-parts-'));
  const history = createHistory(join(folder, 'history.jsonl'));
  context = { seed: 7, folder, history, say: () => undefined, long: true };
});
afterEach(() => rm(folder, { recursive: true }));

const sent = { atMs: 0, f: 'send', session: 'c1', id: 'c1-u1', outcome: 'ok', status: 202 } as const;

/** A run that sends one word, in the session that each of them has, and is red with this seed. */
const runs =
  (redSeed: number, seen: RunContext[]) =>
  async (part: RunContext): Promise<RunResult> => {
    seen.push(part);
    part.history.did(sent);
    await writeFile(join(part.folder, 'temporal.db'), '');
    const violations = part.seed === redSeed ? [{ invariant: 'I1' as const, what: 'lost' }] : [];
    return { violations, figures: { sent: part.history.operations.length } };
  };

it('each part is judged by what was done in it, and by nothing of the parts before', async () => {
  const seen: RunContext[] = [];
  const result = await inParts(context, { count: 3, name: 'part' }, runs(0, seen));
  expect(result).toEqual({ violations: [], figures: { sent: 3 } });
  expect(seen.map(({ seed }) => seed)).toEqual([7, 8, 9]);
  expect(seen.map(({ history }) => history.operations.length)).toEqual([1, 1, 1]);
  expect(existsSync(join(folder, 'part-2', 'history.jsonl'))).toBe(true);
  expect(existsSync(join(folder, 'part-2', 'temporal.db'))).toBe(false);
});

it('a red part ends the run, and everything of it stays', async () => {
  const seen: RunContext[] = [];
  const result = await inParts(context, { count: 3, name: 'part' }, runs(8, seen));
  expect(result).toMatchObject({ violations: [{ what: 'lost' }], figures: { sent: 2 } });
  expect(seen).toHaveLength(2);
  expect(existsSync(join(folder, 'part-2', 'temporal.db'))).toBe(true);
});

it('a single one is the run itself', async () => {
  const seen: RunContext[] = [];
  await inParts(context, { count: 1, name: 'part' }, runs(0, seen));
  expect(seen).toEqual([context]);
});
