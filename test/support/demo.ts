import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTemporalBinary } from '../../scripts/temporal-binary';
import { freePort } from './ports';
import { startProcess, type TestProcess } from './processes';
import { eventually } from './world/http';

/** The children of `npm start`, by what their command line has. */
const PARTS = {
  temporal: 'server start-dev',
  app: 'scripts/app.ts',
  simulator: 'simulator/main.ts',
  example: 'examples/copilot-backend/main.ts',
};
export type DemoPart = keyof typeof PARTS;

const READY_MS = 100_000;

/**
 * `npm start` itself, with a data folder and ports of its own.
 * @param env what the operator sets beside these
 */
export async function startDemo(env: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'demo-'));
  const [api, simulator, example, temporal, ui] = await Promise.all([1, 2, 3, 4, 5].map(() => freePort()));
  const supervisor = await startProcess({
    entry: 'scripts/start.ts',
    env: {
      ...env,
      DATA_DIR: dataDir,
      PORT: String(api),
      SIMULATOR_PORT: String(simulator),
      EXAMPLE_PORT: String(example),
      TEMPORAL_DEV_PORT: String(temporal),
      TEMPORAL_UI_PORT: String(ui),
      TEMPORAL_CLI_PATH: await findTemporalBinary(),
      // Zendesk's quarter of an hour of webhook retries in forty seconds: longer than a part takes to come back here.
      SIMULATOR_TIME_FACTOR: '20',
    },
  });
  const close = async (): Promise<void> => {
    await supervisor.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await eventually(() => supervisor.output().includes('Ready in'), {
      withinMs: READY_MS,
      say: () => supervisor.output(),
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    chatUrl: `http://localhost:${example}`,
    simulatorUrl: `http://localhost:${simulator}`,
    apiUrl: `http://localhost:${api}`,
    output: () => supervisor.output(),
    /** Ends a part as a crash does; the supervisor starts it again. */
    async kill9(part: DemoPart): Promise<void> {
      process.kill(await pidOf(supervisor, part), 'SIGKILL');
    },
    /** Waits until a part that was killed is ready again, for the nth time. */
    async isBack(part: DemoPart, nth = 1): Promise<void> {
      const line = new RegExp(`^\\[${part}\\] +ready again`, 'gm');
      await eventually(() => (supervisor.output().match(line) ?? []).length >= nth, {
        withinMs: READY_MS,
        say: () => supervisor.output(),
      });
    },
    close,
  };
}
export type Demo = Awaited<ReturnType<typeof startDemo>>;

async function pidOf(supervisor: TestProcess, part: DemoPart): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const children = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, , parent]) => Number(parent) === supervisor.pid);
  const found = children.find(([, , , command]) => command?.includes(PARTS[part]));
  if (found?.[1] === undefined) throw new Error(`no ${part} runs: ${supervisor.output()}`);
  return Number(found[1]);
}
