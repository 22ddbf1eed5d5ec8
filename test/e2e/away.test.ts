import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startDevServer, type DevServer } from '../../scripts/dev-server';
import { stopProcess } from '../../scripts/processes/stop-process';
import { freePort } from '../support/ports';
import { openChat, type Chat } from '../support/world/chat';
import type { CopilotBackend } from '../support/world/copilot';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { expectAccounted, itemsOf, made, type DeliveryItem } from '../support/world/oracles';
import { createWorld, type World } from '../support/world/world';
import { webhookDoor } from '../support/world/zendesk-api';

jest.setTimeout(180_000);

/** Within this, whoever calls us hears "not now" instead of waiting. */
const ANSWER_MS = 4_000;
const words = (prefix: string) => Array.from({ length: 5 }, (_, index) => `${prefix}${index + 1}`);

let dir: string;
let port: number;
let server: DevServer;
let world: World;
let copilot: CopilotBackend;

const startTemporal = () => startDevServer({ port, headless: true, dbFile: join(dir, 'temporal.db') });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'away-'));
  port = await freePort();
  server = await startTemporal();
  world = await createWorld({
    processes: 'split',
    temporal: { address: server.address, namespace: 'default' },
  });
  copilot = await world.connectedCopilot();
  // Zendesk's quarter of an hour of retries in fifteen seconds.
  await world.zendesk.patchApp(copilot.app.appId, { timeFactor: 60 });
});
afterAll(async () => {
  await world.close();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

async function timed(ask: () => Promise<number>): Promise<{ status: number; ms: number }> {
  const askedAt = performance.now();
  const status = await ask();
  return { status, ms: performance.now() - askedAt };
}

/** Neither a message of the user nor an event of Zendesk is acknowledged, and whoever asks is not kept waiting. */
async function expectNothingAcknowledged(chat: Chat): Promise<void> {
  const { post } = await webhookDoor(world, copilot.app);
  const event = agentEvent(chat, 'e'.repeat(24), 'posted by hand');
  for (const ask of [
    async () => (await chat.send('u1', 'u1')).status,
    async () => (await copilot.start(world.newSession())).status,
    async () => (await copilot.end(chat.sessionId)).status,
    () => post([event]),
  ]) {
    const { status, ms } = await timed(ask);
    expect({ status, ask: ask.toString() }).toEqual({ status: 503, ask: ask.toString() });
    expect(ms).toBeLessThan(ANSWER_MS);
  }
}

function agentEvent({ conversationId, sessionId, handoffId }: Chat, id: string, text: string): unknown {
  const metadata = { copilotId: copilot.copilotId, sessionId, handoffId };
  return {
    id,
    type: 'conversation:message',
    createdAt: new Date().toISOString(),
    payload: {
      conversation: { id: conversationId, type: 'personal', metadata },
      message: {
        id,
        received: new Date().toISOString(),
        author: { type: 'business', subtypes: ['agent'], displayName: 'Sam Rivera' },
        content: { type: 'text', text },
        source: { type: 'zd:agentWorkspace' },
        metadata: { '__zendesk_msg.agent.id': '361234567890' },
      },
    },
  };
}

/** Everything said meanwhile is there, once and in order. `u1` is repeated as a backend does that got a 503. */
async function expectAllArrives(chat: Chat): Promise<void> {
  await eventually(async () => (await chat.send('u1', 'u1')).status === 202, { withinMs: 30_000 });
  for (const word of words('u').slice(1)) expect((await chat.send(word, word)).status).toBe(202);
  await chat.untilAgentsSee(words('u'), 45_000);
  await chat.untilUserSees(words('a'), 45_000);
  await chat.untilSettled(words('u'));
  await expectAccounted(chat, words('u'));
}

const refusedDeliveries = async (status: number) =>
  (await itemsOf<DeliveryItem>(world, 'deliveries', copilot.app.appId)).filter(
    (item) => item.status === status,
  );

it('F5: Temporal away: messages and webhooks get 503 at once, and nothing is lost or doubled when it is back', async () => {
  const chat = await openChat(world, copilot);
  await stopProcess(server.process, 'SIGKILL');
  try {
    await expectNothingAcknowledged(chat);
    for (const word of words('a')) await chat.agentSays(word);
    await eventually(async () => (await refusedDeliveries(503)).length > 0);
    expect((await fetch(`${world.apiUrl}/health/ready`)).status).toBe(503);
  } finally {
    server = await startTemporal();
  }
  await expectAllArrives(chat);
});

it('R1, R8, F4: every worker away: everything is accepted, and arrives when one is back', async () => {
  const chat = await openChat(world, copilot);
  await world.processes[1]?.kill9();
  for (const word of words('u')) expect((await chat.send(word, word)).status).toBe(202);
  const before = (await itemsOf<DeliveryItem>(world, 'deliveries', copilot.app.appId)).length;
  for (const word of words('a')) await chat.agentSays(word);
  const newOnes = async () =>
    (await itemsOf<DeliveryItem>(world, 'deliveries', copilot.app.appId)).slice(before);
  await eventually(
    async () => (await newOnes()).filter(({ body }) => isSaying(body, words('a'))).length === 5,
  );
  expect((await newOnes()).filter(({ status }) => status !== 200)).toEqual([]);
  const other = await openChat(world, copilot, { until: 'opening' });
  expect((await other.send('first', 'first')).status).toBe(202);
  const given = await chat.handoff();
  expect(given).toMatchObject({ state: 'waiting', counts: { fromUser: 5, queued: 5, delivered: 0 } });

  world.processes[1] = await world.start.worker();
  await expectAllArrives(chat);
  await other.meet();
  await other.untilAgentsSee(['first']);
});

function isSaying(body: unknown, said: string[]): boolean {
  return said.some((word) => JSON.stringify(body).includes(`"text":"${word}"`));
}

it('F8: the database away: 503 at once, and nothing is lost or doubled when it is back', async () => {
  const chat = await openChat(world, copilot);
  const tickets = await made(world, copilot.app.appId, 'ticket');
  const { comeBack } = await databaseAway();
  try {
    await expectNothingAcknowledged(chat);
    for (const word of words('a')) await chat.agentSays(word);
    expect((await fetch(`${world.apiUrl}/health/ready`)).status).toBe(503);
  } finally {
    await comeBack();
  }
  await expectAllArrives(chat);
  expect(await made(world, copilot.app.appId, 'ticket')).toBe(tickets);
});

/** Nobody gets into the product's database any more, and who is in is thrown out. */
async function databaseAway(): Promise<{ comeBack: () => Promise<void> }> {
  const url = new URL(world.env.DATABASE_URL ?? '');
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  return {
    async comeBack() {
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await admin.end();
    },
  };
}

itLeavesZendeskInOrder(() => world);
