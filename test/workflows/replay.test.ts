import { DeterminismViolationError } from '@temporalio/workflow';
import { defaultPayloadConverter } from '@temporalio/common';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { END_REASONS } from '../../contract/handoff';
import { CALLBACK_SCENES } from '../support/histories/callback-scenes';
import { fileNameOf, readCorpus, type StoredHistory } from '../support/histories/corpus';
import { bundleOfCopy, type Change } from '../support/histories/mutate';
import { OLDER_HISTORIES } from '../support/histories/older';
import { HISTORY_SCENES } from '../support/histories/scenes';
import { installTestRuntime } from '../support/workflow-server';
import { bundleWorkflows } from '../../worker/bundle';

/** Where an agent's message is handed over, and what a change could do before it. */
const DELIVER = '    await records.deliverToSession.executeWithOptions(';
const NOTE = '    await records.setTimers({ ...ref(run), timers: [] });';

// The gate for every change of workflows/ (design §5.13, docs/changing-workflows.md): what is stored must go on under it.
jest.setTimeout(60_000);

const HANDOFFS = { ...HISTORY_SCENES, ...OLDER_HISTORIES };
const NAMES = [...Object.keys(HANDOFFS), ...Object.keys(CALLBACK_SCENES)];

let corpus: StoredHistory[];
let present: Map<string, Error | undefined>;
let scratch: string;

beforeAll(async () => {
  installTestRuntime();
  [corpus, scratch] = await Promise.all([readCorpus(), mkdtemp(path.join(tmpdir(), 'handoff-replay-'))]);
  present = await replay(await bundleWorkflows());
}, 60_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What each stored history says to a bundle; undefined = it goes on. */
async function replay(workflowBundle: WorkflowBundle): Promise<Map<string, Error | undefined>> {
  const results = new Map<string, Error | undefined>();
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, corpus)) {
    results.set(workflowId, error);
  }
  return results;
}

/** The histories that no longer go on under a copy of workflows/ with these changes. */
async function brokenBy(name: string, changes: readonly Change[]): Promise<Error[]> {
  const results = await replay(await bundleOfCopy(path.join(scratch, name), changes));
  return [...results.values()].filter((error) => error !== undefined);
}

describe('stored histories replay under the present code', () => {
  it.each(NAMES)('%s', (name) => {
    expect(present.has(fileNameOf(name))).toBe(true);
    expect(present.get(fileNameOf(name))).toBeUndefined();
  });

  it('at least 30, each of a scene, and each ends as its scene says', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(30);
    expect(corpus.map(({ name }) => name).sort()).toEqual(NAMES.map(fileNameOf).sort());
    for (const [name, { leaves }] of Object.entries(HANDOFFS)) {
      const last = corpus.find((stored) => stored.name === fileNameOf(name))?.history.events?.at(-1);
      const result = last?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
      const wentOn = last?.workflowExecutionContinuedAsNewEventAttributes != null;
      const ended: unknown = result == null ? undefined : defaultPayloadConverter.fromPayload(result);
      expect({ name, leaves: ended ?? (wentOn ? 'next run' : 'open') }).toEqual({ name, leaves });
    }
  });

  it('every end reason is among them', () => {
    const ends = new Set<string>(Object.values(HISTORY_SCENES).map(({ leaves }) => leaves));
    expect(END_REASONS.filter((reason) => !ends.has(reason))).toEqual([]);
  });

  it('S22: no history tells of the machine that recorded it', () => {
    const text = JSON.stringify(corpus);
    expect(text).not.toMatch(/node_modules|\/work\/|\/home\/|\d+@/);
    expect(text.match(/"identity":"(?!recorder|")[^"]+"/g)).toBeNull();
  });
});

describe('the gate can close', () => {
  it('a copy without a change replays', async () => {
    expect(await brokenBy('same', [])).toEqual([]);
  });

  it.each<[string, Change[]]>([
    [
      'steps of the opening in another order',
      [
        ['state.ts', "input.notBeforeMs === undefined ? 'user' : 'held'", "'conversation'"],
        ['opening.ts', "state.step = 'conversation';", "state.step = 'control';"],
        ['opening.ts', "state.cutoff = found.cutoff;\n      state.step = 'control';", "state.step = 'user';"],
      ],
    ],
    [
      'a step of the closing left out',
      [
        [
          'closing.ts',
          '  await returnToSeat(run);\n  if (!state.passTried) return;',
          '  if (!state.passTried) return;',
        ],
      ],
    ],
    ['another activity before an agent message', [['lanes/to-session.ts', DELIVER, `${NOTE}\n${DELIVER}`]]],
    [
      'a pause before callbacks',
      [['callbacks.ts', '    const seen = signals;', '    const seen = signals;\n    await sleep(1_000);']],
    ],
  ])('%s: DeterminismViolationError', async (name, changes) => {
    const broken = await brokenBy(name.replaceAll(' ', '-'), changes);
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.every((error) => error instanceof DeterminismViolationError)).toBe(true);
  });

  it('one of them behind patched(): every history goes on', async () => {
    const changes: Change[] = [
      ['lanes/to-session.ts', 'import { condition }', 'import { condition, patched }'],
      ['lanes/to-session.ts', DELIVER, `    if (patched('a-note')) ${NOTE.trim()}\n${DELIVER}`],
    ];
    expect(await brokenBy('patched', changes)).toEqual([]);
  });
});
