import { join } from 'node:path';
import { spawnDevServer } from '../dev-server';
import { spawnPart } from '../processes/spawn-part';
import { answersHttp, waitForHttp } from '../processes/wait-for-http';
import { waitForTemporal } from '../wait-for-temporal';
import type { PartDefinition } from './part';
import type { Secrets } from './secrets';
import type { StartSettings } from './settings';

const READY_MS = 90_000;

/** The Temporal dev server with its database under `DATA_DIR`. */
export function temporalPart(settings: StartSettings, binary: string): PartDefinition {
  const { devServerPort: port, uiPort, dataDir } = settings;
  return {
    name: 'temporal',
    stopWaitMs: 10_000,
    spawn: () =>
      spawnDevServer(binary, { port, uiPort, dbFile: join(dataDir, 'temporal.db'), graceSeconds: 3 }),
    ready: (signal) => waitForTemporal(`127.0.0.1:${port}`, { timeoutMs: READY_MS, signal }),
  };
}

/** API and worker in one process, as the embedded database needs it. Its worker drains for up to 25 s. */
export function appPart(settings: StartSettings, secrets: Secrets): PartDefinition {
  const { apiPort, simulatorPort, examplePort, temporalAddress } = settings;
  const ownPorts = [examplePort, simulatorPort].flatMap((port) => [`127.0.0.1:${port}`, `localhost:${port}`]);
  const allowed = [process.env['OUTBOUND_ALLOW'] ?? '', ...ownPorts].filter((entry) => entry !== '');
  return {
    name: 'app',
    stopWaitMs: 27_000,
    spawn: () =>
      Promise.resolve(
        spawnPart('scripts/app.ts', {
          ...process.env,
          ...common(settings),
          PORT: String(apiPort),
          PUBLIC_URL: settings.publicUrl,
          ENCRYPTION_KEYS: secrets.encryptionKeys,
          ADMIN_TOKEN: secrets.adminToken,
          OUTBOUND_ALLOW: allowed.join(','),
          ZENDESK_API_URL: process.env['ZENDESK_API_URL'] ?? `http://127.0.0.1:${simulatorPort}/sc`,
          ZENDESK_SUPPORT_URL:
            process.env['ZENDESK_SUPPORT_URL'] ?? `http://127.0.0.1:${simulatorPort}/support/{subdomain}`,
          ZENDESK_AGENT_URL:
            process.env['ZENDESK_AGENT_URL'] ??
            `http://localhost:${simulatorPort}/workspace/conversations/{conversationId}`,
          TEMPORAL_ADDRESS: temporalAddress ?? `127.0.0.1:${settings.devServerPort}`,
          ...(temporalAddress === undefined
            ? { TEMPORAL_UI_URL: `http://localhost:${settings.uiPort}` }
            : {}),
        }),
      ),
    ready: ready(apiPort),
    answers: () => answers(apiPort, '/health/live'),
  };
}

export function simulatorPart(settings: StartSettings): PartDefinition {
  return {
    name: 'simulator',
    stopWaitMs: 5_000,
    spawn: () =>
      Promise.resolve(
        spawnPart('simulator/main.ts', {
          ...withoutSecrets(),
          ...common(settings),
          SIMULATOR_PORT: String(settings.simulatorPort),
        }),
      ),
    ready: ready(settings.simulatorPort),
    answers: () => answers(settings.simulatorPort, '/health/ready'),
  };
}

export function examplePart(settings: StartSettings): PartDefinition {
  return {
    name: 'example',
    stopWaitMs: 5_000,
    spawn: () =>
      Promise.resolve(
        spawnPart('examples/copilot-backend/main.ts', {
          ...withoutSecrets(),
          ...common(settings),
          EXAMPLE_PORT: String(settings.examplePort),
          HANDOFF_API_URL: `http://127.0.0.1:${settings.apiPort}`,
          HANDOFF_PUBLIC_URL: settings.publicUrl,
          HANDOFF_CREDENTIALS_FILE: join(settings.dataDir, 'demo.json'),
        }),
      ),
    // Its chat page is its only way in, so that is what must answer.
    ready: ready(settings.examplePort, '/'),
    answers: () => answers(settings.examplePort, '/'),
  };
}

function ready(port: number, path = '/health/ready'): PartDefinition['ready'] {
  return (signal) => waitForHttp(`http://127.0.0.1:${port}${path}`, { timeoutMs: READY_MS, signal });
}

function answers(port: number, path: string): Promise<boolean> {
  return answersHttp(`http://127.0.0.1:${port}${path}`);
}

function common({ dataDir, logLevel }: StartSettings): Record<string, string> {
  return { DATA_DIR: dataDir, LOG_LEVEL: logLevel ?? 'info' };
}

/** What stands for Zendesk and for the customer must not know what only the product may know. */
function withoutSecrets(): NodeJS.ProcessEnv {
  const ours = /^(ENCRYPTION_KEYS|ADMIN_TOKEN|DATABASE_URL|TEMPORAL_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
