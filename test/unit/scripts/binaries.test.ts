import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstThatWorks, type Source } from '../../../scripts/binaries/attempt';
import { verifyTemporal } from '../../../scripts/binaries/verify-temporal';
import { devServerArguments } from '../../../scripts/dev-server';
import { withProgress } from '../../../scripts/processes/progress';
import { findTemporalBinary } from '../../../scripts/temporal-binary';
import { findTimeSkippingServer } from '../../../scripts/test-server';

const GOOD = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';
const variables = ['TEMPORAL_CLI_PATH', 'TEMPORAL_TEST_SERVER_PATH', 'PATH', 'DATA_DIR'];
const kept = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-binaries-'));
  process.env['DATA_DIR'] = join(folder, 'data');
  process.env['PATH'] = `${join(folder, 'on-path')}:/usr/bin:/bin`;
  Reflect.deleteProperty(process.env, 'TEMPORAL_CLI_PATH');
  Reflect.deleteProperty(process.env, 'TEMPORAL_TEST_SERVER_PATH');
});
afterEach(async () => {
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  await rm(folder, { recursive: true, force: true });
});

/** A program that only answers `--version`. */
async function fake(path: string, version: string, exitCode = 0): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${version}'\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('the Temporal CLI is looked for', () => {
  it('first in TEMPORAL_CLI_PATH', async () => {
    await fake('on-path/temporal', GOOD);
    process.env['TEMPORAL_CLI_PATH'] = await fake('given', GOOD);
    expect(await findTemporalBinary()).toBe(join(folder, 'given'));
  });

  it('and a TEMPORAL_CLI_PATH that is wrong is an error, not replaced by another one', async () => {
    await fake('on-path/temporal', GOOD);
    process.env['TEMPORAL_CLI_PATH'] = join(folder, 'nothing-here');
    await expect(findTemporalBinary()).rejects.toThrow(
      /1\. TEMPORAL_CLI_PATH: .*is not installed[^]*What to do: install/,
    );
  });

  it('then on PATH, then in the cache', async () => {
    await fake('data/bin/temporal', GOOD);
    expect(await findTemporalBinary()).toBe(join(folder, 'data/bin/temporal'));
    await fake('on-path/temporal', GOOD);
    expect(await findTemporalBinary()).toBe(join(folder, 'on-path/temporal'));
  });

  it('and one that is too old or broken is passed over', async () => {
    await fake('data/bin/temporal', GOOD);
    await fake('on-path/temporal', 'temporal version 1.0.0 (Server 1.24.2, UI 2.28.0)');
    expect(await findTemporalBinary()).toBe(join(folder, 'data/bin/temporal'));
    await fake('on-path/temporal', GOOD, 1);
    expect(await findTemporalBinary()).toBe(join(folder, 'data/bin/temporal'));
  });
});

it.each([
  ['temporal version 1.0.0 (Server 1.24.2, UI 2.28.0)', 'brings server 1.24; 1.29 or newer is needed'],
  ['GNU nothing 1.0', 'is not the Temporal CLI (--version says "GNU nothing 1.0")'],
])('a program that says "%s" is refused', async (version, reason) => {
  const path = await fake('temporal', version);
  expect(await verifyTemporal(path)).toEqual({ reason: expect.stringContaining(reason) as string });
});

it('when nothing works, the error says what was tried, why it failed, and what to do', async () => {
  const source = (name: string, reason: string): Source => ({ name, try: () => Promise.resolve({ reason }) });
  const sources = [source('the cache', 'not there'), source('a build', 'go is not installed')];
  await expect(firstThatWorks('Temporal CLI', sources, 'install it.', () => undefined)).rejects.toThrow(
    'No Temporal CLI was found. Tried:\n  1. the cache: not there\n  2. a build: go is not installed\nWhat to do: install it.',
  );
});

it('the time-skipping server is taken from TEMPORAL_TEST_SERVER_PATH, then from the cache', async () => {
  const cached = await fake('data/test-server/temporal-test-server', '');
  expect(await findTimeSkippingServer()).toBe(cached);
  process.env['TEMPORAL_TEST_SERVER_PATH'] = await fake('given', '');
  expect(await findTimeSkippingServer()).toBe(join(folder, 'given'));
  process.env['TEMPORAL_TEST_SERVER_PATH'] = join(folder, 'absent');
  await expect(findTimeSkippingServer()).rejects.toThrow(
    /TEMPORAL_TEST_SERVER_PATH: .*absent is not an executable file/,
  );
});

it('work that takes long says so every ten seconds, with its last detail', async () => {
  jest.useFakeTimers();
  try {
    const lines: string[] = [];
    const work = withProgress(
      'Building',
      (line) => lines.push(line),
      async (detail) => {
        detail('compiling x');
        await new Promise((resolve) => setTimeout(resolve, 25_000));
        return 'made';
      },
    );
    await jest.advanceTimersByTimeAsync(25_000);
    expect(await work).toBe('made');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual(['Building …', 'Building: 10 s (compiling x)', 'Building: 20 s (compiling x)']);
  } finally {
    jest.useRealTimers();
  }
});

describe('the dev server', () => {
  it('runs with the flags that were measured to matter', () => {
    const line = devServerArguments({ port: 7233, uiPort: 8233, dbFile: '/data/temporal.db' }).join(' ');
    for (const flags of [
      'server start-dev --ip 127.0.0.1 --port 7233',
      '--ui-port 8233',
      '--db-filename /data/temporal.db --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal',
      '--dynamic-config-value history.transferProcessorMaxPollRPS=1000',
      '--dynamic-config-value history.timerProcessorMaxPollRPS=1000',
      '--dynamic-config-value matching.useNewMatcher=true',
      '--dynamic-config-value matching.enableFairness=true',
    ]) {
      expect(line).toContain(flags);
    }
    expect(line).not.toContain('--headless');
  });

  it('has no UI and no file in tests', () => {
    const line = devServerArguments({ port: 7233, headless: true }).join(' ');
    expect(line).toContain('--headless');
    expect(line).not.toMatch(/--ui-port|--db-filename|--sqlite-pragma/);
  });
});
