// `npm start`: the whole product on one machine with a demo (design §4.1). Supervises its parts until Ctrl-C.
import { join } from 'node:path';
import type { LogLevel } from '../config/logger';
import { buildWeb } from './build-web';
import { ensureDemo } from './demo';
import { LockedError, takeLock } from './processes/file-lock';
import { onStopSignal } from './processes/stop-signals';
import { checkPorts, wantedPorts } from './start/check-ports';
import { PartOutput, type Shown } from './start/output';
import { Part, type PartDefinition } from './start/part';
import { appPart, examplePart, simulatorPart, temporalPart } from './start/parts';
import { loadSecrets } from './start/secrets';
import { readSettings, SettingError, type StartSettings } from './start/settings';
import { summary } from './start/summary';
import { findTemporalBinary } from './temporal-binary';

/** Parts of a run that was killed notice within a second, and the app drains for up to ten. */
const LEFTOVERS_MS = 20_000;

interface Parts {
  temporal?: Part;
  app: Part;
  simulator: Part;
  example: Part;
}

async function main(): Promise<void> {
  const startedAt = performance.timeOrigin;
  const settings = readSettings();
  const lock = await lockDataDir(settings.dataDir);
  try {
    await checkPorts(wantedPorts(settings), lock.tookOver ? LEFTOVERS_MS : 0);
    const secrets = await loadSecrets(settings.dataDir);
    await buildWeb({ onProgress: (line) => console.log(line) });
    const binary =
      settings.temporalAddress === undefined
        ? await findTemporalBinary({ onProgress: (line) => console.log(line) })
        : undefined;
    console.log('Starting …');
    const parts: Parts = {
      ...(binary === undefined ? {} : { temporal: run(temporalPart(settings, binary), settings) }),
      app: run(appPart(settings, secrets), settings),
      simulator: run(simulatorPart(settings), settings),
      example: run(examplePart(settings), settings),
    };
    const stopped = stopOnSignal(parts);
    const up = bringUp(parts, settings, secrets.adminToken).then(() => {
      console.log(summary(settings, secrets.adminToken, Date.now() - startedAt));
    });
    try {
      await Promise.race([stopped, up]);
    } catch (error) {
      await stopInOrder(parts);
      throw error;
    }
    await stopped;
  } finally {
    await lock.release();
  }
}

function run(definition: PartDefinition, settings: StartSettings): Part {
  return new Part(definition, new PartOutput(definition.name, shown(definition.name, settings.logLevel)));
}

function shown(name: string, asked: LogLevel | undefined): Shown {
  if (asked !== undefined) return { threshold: asked, plain: ['stdout', 'stderr'] };
  // The dev server's warnings are about itself, and its banner is ours to give.
  if (name === 'temporal') return { threshold: 'error', plain: [] };
  return { threshold: 'warn', plain: ['stderr'] };
}

async function bringUp(parts: Parts, settings: StartSettings, adminToken: string): Promise<void> {
  await Promise.all([parts.app.firstReady, parts.simulator.firstReady]);
  await ensureDemo({
    apiUrl: `http://127.0.0.1:${settings.apiPort}`,
    simulatorUrl: `http://127.0.0.1:${settings.simulatorPort}`,
    exampleUrl: `http://127.0.0.1:${settings.examplePort}`,
    publicUrl: settings.publicUrl,
    adminToken,
    dataDir: settings.dataDir,
  });
  await Promise.all([parts.temporal?.firstReady, parts.example.firstReady]);
}

/** The app drains while Temporal and the simulator still answer it. */
async function stopInOrder({ app, simulator, example, temporal }: Parts): Promise<void> {
  await app.stop();
  await Promise.all([simulator.stop(), example.stop()]);
  await temporal?.stop();
}

/** Resolves when everything has ended after Ctrl-C or the like. A second one does not wait. */
function stopOnSignal(parts: Parts): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (): void => {
      signals += 1;
      if (signals === 1) {
        console.log('Stopping; once more to stop at once …');
        void stopInOrder(parts).then(resolve);
      } else {
        for (const part of [parts.app, parts.simulator, parts.example, parts.temporal]) part?.kill();
      }
    };
    onStopSignal(onSignal);
  });
}

async function lockDataDir(dataDir: string): ReturnType<typeof takeLock> {
  try {
    return await takeLock(join(dataDir, 'start.lock'));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new SettingError(
      `npm start already runs on ${dataDir} (process ${error.pid}). Stop it, or set DATA_DIR to another folder.`,
    );
  }
}

// A terminal that is gone must not end us before the parts are stopped.
process.stdout.on('error', () => undefined);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
