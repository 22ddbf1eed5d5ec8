import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevServer, type DevServer } from '../../scripts/dev-server';
import { stopProcess } from '../../scripts/processes/stop-process';
import { freePort } from '../support/ports';
import type { CopilotBackend } from '../support/world/copilot';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { viewOf } from '../support/world/view';
import { createWorld, type World } from '../support/world/world';
import { userWords } from '../support/world/zendesk';

jest.setTimeout(240_000);

/** Messages in each direction, and how far apart they are sent. */
const EACH_WAY = 100;
const GAP_MS = 60;
const RECOVERY_MS = 4_000;

let dir: string;
let server: DevServer;
let world: World;
let copilot: CopilotBackend;
let temporalPort: number;

const startTemporal = () =>
  startDevServer({ port: temporalPort, headless: true, dbFile: join(dir, 'temporal.db') });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kill-'));
  temporalPort = await freePort();
  server = await startTemporal();
  world = await createWorld({
    processes: 'split',
    temporal: { address: server.address, namespace: 'default' },
  });
  // Zendesk's quarter of an hour of retries in fifteen seconds.
  copilot = await world.connectedCopilot();
  await world.zendesk.patchApp(copilot.app.appId, { timeFactor: 60 });
});
afterAll(async () => {
  await world.close();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A backend that keeps its promise: the same id again until the message is accepted. */
async function sendUntilAccepted(sessionId: string, id: string): Promise<void> {
  for (;;) {
    try {
      const { status } = await copilot.send(sessionId, id, id);
      if (status === 202) return;
      if (status !== 503) throw new Error(`${id}: unexpected ${status}`);
    } catch (error) {
      if (error instanceof Error && error.message.includes('unexpected')) throw error;
    }
    await sleep(100);
  }
}

const ids = (prefix: string) => Array.from({ length: EACH_WAY }, (_, i) => `${prefix}${i + 1}`);

/** Kills in the middle of an exchange and returns how long the first delivery took from the moment the part was back. */
async function exchange(
  kill: () => Promise<void>,
  restart: () => Promise<void>,
): Promise<{ recoveryMs: number }> {
  const sessionId = world.newSession();
  await copilot.start(sessionId);
  const { id: ticketId } = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
  await copilot.untilState(sessionId, 'waiting');

  const users = (async () => {
    for (const id of ids('u')) {
      await sendUntilAccepted(sessionId, id);
      await sleep(GAP_MS);
    }
  })();
  const agents = (async () => {
    for (const id of ids('a')) {
      await world.zendesk.says(ticketId, id);
      await sleep(GAP_MS);
    }
  })();
  const delivered = async () => userWords(await world.zendesk.ticket(ticketId)).length;

  await eventually(async () => (await delivered()) >= EACH_WAY / 4, {
    withinMs: 30_000,
    say: () => world.output(),
  });
  await kill();
  await sleep(500);
  const atRestart = await delivered();
  await restart();
  const backAtMs = Date.now();
  await eventually(async () => (await delivered()) > atRestart, { say: () => world.output() });
  const recoveryMs = Date.now() - backAtMs;
  await Promise.all([users, agents]);

  const arrived = async () => (await copilot.messages(sessionId, 'agent')).length >= EACH_WAY;
  await eventually(async () => (await delivered()) >= EACH_WAY && (await arrived()), {
    withinMs: 60_000,
    say: () => world.output().slice(-4_000),
  });
  // Whatever is still under way would show as a double.
  await sleep(1_500);
  expect(userWords(await world.zendesk.ticket(ticketId))).toEqual(ids('u'));
  const view = viewOf(await copilot.events(sessionId)).filter(({ message }) => message.origin === 'agent');
  expect(view.map(({ message }) => message.text)).toEqual(ids('a'));
  await eventually(
    () => world.receiver.types(sessionId).filter((type) => type === 'message.delivered').length === EACH_WAY,
    { withinMs: 30_000, say: () => world.receiver.types(sessionId).join(' ') },
  );
  const handoff = await copilot.handoff(sessionId);
  expect(handoff.counts).toEqual({
    fromUser: EACH_WAY,
    fromAgent: EACH_WAY,
    queued: 0,
    delivered: EACH_WAY,
    failed: 0,
  });
  await copilot.end(sessionId, 'user_ended');
  await copilot.untilState(sessionId, 'ended');
  return { recoveryMs };
}

it('F3: kill -9 of the worker in a two-way exchange of 200 messages: 0 lost, 0 twice, order kept', async () => {
  const { recoveryMs } = await exchange(
    async () => world.processes[1]?.kill9(),
    async () => {
      world.processes[1] = await world.start.worker();
      await eventually(() => world.processes[1]?.output().includes('"msg":"ready"'));
    },
  );
  expect(recoveryMs).toBeLessThanOrEqual(RECOVERY_MS);
});

it('F1: kill -9 of the API in a two-way exchange of 200 messages: 0 lost, 0 twice, order kept', async () => {
  const { recoveryMs } = await exchange(
    async () => world.processes[0]?.kill9(),
    async () => {
      world.processes[0] = await world.start.api();
    },
  );
  expect(recoveryMs).toBeLessThanOrEqual(RECOVERY_MS);
});

it('F5: kill -9 of the Temporal server in a two-way exchange of 200 messages: 0 lost, 0 twice, order kept', async () => {
  const { recoveryMs } = await exchange(
    () => stopProcess(server.process, 'SIGKILL'),
    async () => {
      server = await startTemporal();
    },
  );
  expect(recoveryMs).toBeLessThanOrEqual(RECOVERY_MS);
});

itLeavesZendeskInOrder(() => world);
