import { buildWeb } from '../build-web';
import { startDevServer } from '../dev-server';
import { variable } from '../data-dir';
import { freePort } from '../processes/ports';
import { findTemporalBinary } from '../temporal-binary';
import { findTimeSkippingServer } from '../test-server';
import { findToxiproxy } from '../toxiproxy-binary';
import { findChromium } from './chromium';
import { startThrowAwayPostgres } from './throw-away-postgres';

export interface TestEnvironment {
  /** For jest: where the shared servers are. */
  variables: Record<string, string>;
  /** Projects that cannot run on this machine. */
  skipped: string[];
  stop(): Promise<void>;
}

/** Builds the browser code and starts what the suites share: one Temporal dev server, one PostgreSQL. Says what is missing and what follows. */
export async function startTestEnvironment(say: (line: string) => void): Promise<TestEnvironment> {
  const options = { onProgress: say };
  const binary = await findTemporalBinary(options);
  const testServer = await findTimeSkippingServer(options);
  await buildWeb(options);
  const chromium = await findChromium();
  if (chromium === undefined) {
    say('NO BROWSER: neither /usr/bin/chromium nor CHROMIUM_PATH. The browser suites are skipped.');
  }
  const toxiproxy = await findToxiproxy(say).catch((thrown: unknown) => {
    say(`NO TOXIPROXY: the storm is skipped. ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return undefined;
  });
  const postgres = await sharedPostgres(say);
  try {
    const temporal = await startDevServer({ binary, port: await freePort(), headless: true });
    return {
      variables: {
        TEMPORAL_CLI_PATH: binary,
        TEMPORAL_TEST_SERVER_PATH: testServer,
        TEST_TEMPORAL_ADDRESS: temporal.address,
        ...(postgres.url === undefined ? {} : { TEST_DATABASE_URL: postgres.url }),
        ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }),
        ...(toxiproxy === undefined ? {} : { TOXIPROXY_PATH: toxiproxy }),
      },
      skipped: chromium === undefined ? ['browser'] : [],
      async stop() {
        await temporal.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function sharedPostgres(
  say: (line: string) => void,
): Promise<{ url: string | undefined; stop(): Promise<void> }> {
  const given = variable('DATABASE_URL_TEST');
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const own = await startThrowAwayPostgres();
  if (own !== undefined) return own;
  say(
    'NO POSTGRESQL: no initdb and postgres on PATH or under /usr/lib/postgresql, and no DATABASE_URL_TEST. ' +
      'The store suites run on PGlite alone; suites that need two processes are skipped.',
  );
  return { url: undefined, stop: () => Promise.resolve() };
}
