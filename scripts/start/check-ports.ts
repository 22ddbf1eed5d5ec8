import { setTimeout as sleep } from 'node:timers/promises';
import { portState } from '../processes/ports';
import { SettingError, type StartSettings } from './settings';

interface WantedPort {
  port: number;
  /** What listens there, as the person knows it. */
  what: string;
  variable: string;
  hint?: string;
}

export function wantedPorts(settings: StartSettings): WantedPort[] {
  const { devServerPort } = settings;
  const temporal: WantedPort[] = [
    {
      port: devServerPort,
      what: 'the Temporal dev server',
      variable: 'TEMPORAL_DEV_PORT',
      hint: `if a Temporal server runs there, set TEMPORAL_ADDRESS=127.0.0.1:${devServerPort} to use it`,
    },
    { port: settings.uiPort, what: 'the Temporal UI', variable: 'TEMPORAL_UI_PORT' },
  ];
  return [
    { port: settings.apiPort, what: 'the API', variable: 'PORT' },
    { port: settings.simulatorPort, what: 'the Zendesk simulator', variable: 'SIMULATOR_PORT' },
    { port: settings.examplePort, what: 'the example copilot', variable: 'EXAMPLE_PORT' },
    ...(settings.temporalAddress === undefined ? temporal : []),
  ];
}

/**
 * Refuses before anything is started: a part that finds its port taken would be restarted for ever.
 * @param patienceMs parts of a run that was killed need a moment to notice and end
 * @throws SettingError with one line per port
 */
export async function checkPorts(wanted: readonly WantedPort[], patienceMs: number): Promise<void> {
  const twice = wanted.filter(
    ({ port }, index) => wanted.findIndex((other) => other.port === port) !== index,
  );
  if (twice[0] !== undefined) {
    throw new SettingError(`Port ${twice[0].port} is wanted twice; change ${twice[0].variable}.`);
  }
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const states = await Promise.all(
      wanted.map(async (want) => ({ want, state: await portState(want.port) })),
    );
    const taken = states.filter(({ state }) => state !== 'free');
    if (taken.length === 0) return;
    if (Date.now() >= deadline) throw new SettingError(taken.map(complaint).join('\n'));
    await sleep(200);
  }
}

function complaint({ want, state }: { want: WantedPort; state: string }): string {
  const remedy = state === 'in use' ? 'stop the program that uses it' : 'start with more rights';
  const hint = want.hint === undefined ? '' : `; ${want.hint}`;
  return (
    `Port ${want.port} for ${want.what} is ${state}: ${remedy}, or set ${want.variable} to another one` +
    `${hint}. Nothing was started.`
  );
}
