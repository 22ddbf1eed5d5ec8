import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isAlive } from '../../../scripts/processes/file-lock';
import { PartOutput } from '../../../scripts/start/output';
import { Part, type PartDefinition } from '../../../scripts/start/part';

const silent = (name: string): PartOutput => new PartOutput(name, { threshold: 'silent', plain: [] });
let said: jest.SpyInstance;
let parts: Part[];

beforeEach(() => {
  said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  parts = [];
});
afterEach(async () => {
  await Promise.all(parts.map((part) => part.stop()));
  said.mockRestore();
});

/** A part whose program prints "ready" when it is; `started` collects every process it ever had. */
function part(script: string, started: ChildProcess[] = [], more: Partial<PartDefinition> = {}): Part {
  const definition: PartDefinition = {
    name: 'app',
    stopWaitMs: 500,
    spawn() {
      const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      started.push(child);
      return Promise.resolve(child);
    },
    async ready(signal) {
      const stdout = started.at(-1)?.stdout;
      if (stdout) await once(stdout, 'data', { signal });
    },
    ...more,
  };
  const made = new Part(definition, silent('app'));
  parts.push(made);
  return made;
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !condition();) {
    if (Date.now() > deadline) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('a part that is killed with -9 runs again a second later, as often as it dies', async () => {
  const started: ChildProcess[] = [];
  const app = part('echo ready; exec sleep 60', started);
  await app.firstReady;
  for (const round of [2, 3]) {
    const before = Date.now();
    started.at(-1)?.kill('SIGKILL');
    await until(() => started.length === round);
    expect(Date.now() - before).toBeGreaterThanOrEqual(950);
    await until(() => app.pid !== undefined && isAlive(app.pid));
  }
  expect(said).toHaveBeenCalledWith(expect.stringContaining('ended (SIGKILL); it starts again in a second'));
  await until(() => said.mock.calls.some(([line]) => String(line).includes('ready again after')));
});

it('a part that never gets ready is given up after three tries, with its last words', async () => {
  const started: ChildProcess[] = [];
  const app = part('echo the reason >&2; exit 7', started);
  await expect(app.firstReady).rejects.toThrow(/app does not start \(exit code 7\):[^]*the reason/);
  expect(started).toHaveLength(3);
});

it('a program that is not there is reported by its name', async () => {
  const definition: PartDefinition = {
    name: 'temporal',
    stopWaitMs: 500,
    spawn: () => Promise.resolve(spawn('/nowhere/temporal', [], { stdio: ['ignore', 'pipe', 'pipe'] })),
    ready: () => new Promise(() => undefined),
  };
  await expect(new Part(definition, silent('temporal')).firstReady).rejects.toThrow(
    'spawn /nowhere/temporal ENOENT',
  );
});

it('a part that stands still is killed and starts again; two questions without an answer are forgiven', async () => {
  const started: ChildProcess[] = [];
  // Of the second process, every question is answered but two.
  const answers = [true, false, false, false, true, false, false];
  const app = part('echo ready; exec sleep 60', started, {
    lookEveryMs: 30,
    answers: () => Promise.resolve(answers.shift() ?? true),
  });
  await app.firstReady;
  await until(() => started.length === 2);
  expect(started[0]?.signalCode).toBe('SIGKILL');
  await until(() => answers.length === 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(started).toHaveLength(2);
  expect(started[1]?.exitCode).toBeNull();
});

it('a part that is stopped stays stopped, also when it ignores SIGTERM', async () => {
  const started: ChildProcess[] = [];
  const app = part(`trap '' TERM; echo ready; while :; do sleep 0.1; done`, started);
  await app.firstReady;
  await app.stop();
  expect(started[0]?.signalCode).toBe('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  expect(started).toHaveLength(1);
});
