import { Client } from 'pg';
import { openChat, type Chat } from '../support/world/chat';
import { eventually, json } from '../support/world/http';
import { readTemporal } from '../support/world/histories';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { createWorld, type World } from '../support/world/world';
import { webhookDoor } from '../support/world/zendesk-api';

jest.setTimeout(120_000);

let world: World;
/** Never in plain anywhere but where they are used. */
let secrets: Record<string, string>;
/** What the processes printed so far; the world keeps the last part only. */
const printed: string[] = [];

const EMAIL = 'canary.person@example.com';
const PHONE = '+15550107788';
const NAME = 'Canary Personname';
const SAID = 'the user said canary-words-1';
const POISON = 'canary-poison-2';
const WRITTEN = 'transcript canary-words-3';
const SUMMED_UP = 'summary canary-words-4';
const AGENT_SAID = 'agent canary-words-5';
const PERSONAL = { EMAIL, PHONE, NAME, SAID, POISON, WRITTEN, SUMMED_UP };

beforeAll(async () => {
  world = await createWorld({ logLevel: 'trace' });
  await trouble(await talk());
  note();
});
afterAll(() => world.close());

const note = () => printed.push(world.output());

/** A whole handoff, with everything in it that nobody else may read. */
async function talk(): Promise<Chat> {
  const copilot = await world.connectedCopilot();
  const { secret: webhookSecret } = await webhookDoor(world, copilot.app);
  secrets = {
    apiKey: copilot.apiKey,
    zendeskSecret: copilot.app.secret,
    webhookSecret,
    callbackSecret: world.receiver.secrets[0] ?? '',
    adminToken: world.adminToken,
    encryptionKey: world.env.ENCRYPTION_KEYS,
    basic: Buffer.from(`${copilot.app.keyId}:${copilot.app.secret}`).toString('base64'),
  };
  const user = { name: NAME, email: EMAIL, phone: PHONE };
  const transcript = [{ id: 't1', author: 'user', text: WRITTEN }];
  const chat = await openChat(world, copilot, { start: { user, transcript, summary: SUMMED_UP } });
  await chat.agentSays(AGENT_SAID);
  await chat.send('m1', SAID);
  await chat.untilSettled(['m1']);
  note();
  return chat;
}

/** Errors say more than success does: refusals, outages, broken bodies, at every door. */
async function trouble(chat: Chat): Promise<void> {
  const { copilot, sessionId } = chat;
  const { appId, subdomain, keyId, secret } = copilot.app;
  const fault = (op: string, status: number, more: Record<string, unknown> = {}) =>
    world.zendesk.fault({ op, appId, when: 'before', do: { type: 'status', status }, ...more });
  await fault('postMessage', 400, { match: { text: POISON } });
  await chat.send('m2', POISON);
  await fault('postMessage', 503, { match: { text: 'twice' }, times: 2 });
  await chat.send('m3', `${SAID} twice`);
  world.receiver.status = 500;
  await chat.agentSays(AGENT_SAID);
  await eventually(() => world.receiver.deliveries.length > world.receiver.received.length);
  world.receiver.status = 204;
  await chat.untilSettled(['m1', 'm2', 'm3']);

  const admin = `${world.apiUrl}/api/v1/admin/copilots/${copilot.copilotId}/zendesk`;
  const asAdmin = { authorization: `Bearer ${world.adminToken}` };
  await json('PUT', admin, { subdomain, appId, keyId, secret: `${secret}x` }, asAdmin);
  await json('PUT', admin, { subdomain, appId, keyId, secret, oops: secret }, asAdmin);
  await json('PUT', admin, { subdomain, appId: secret, keyId: secret, secret }, asAdmin);
  await json('GET', admin, undefined, { authorization: `Bearer ${world.adminToken}x` });
  const messages = `${world.apiUrl}/api/v1/handoffs/${sessionId}/messages`;
  await json(
    'POST',
    messages,
    { id: 'bad', text: SAID, unknown: EMAIL },
    { authorization: `Bearer ${copilot.apiKey}` },
  );
  await json('POST', messages, { id: 'bad', text: SAID }, { authorization: `Bearer ${copilot.apiKey}x` });
  await fetch(messages, {
    method: 'POST',
    headers: { authorization: `Bearer ${copilot.apiKey}`, 'content-type': 'application/json' },
    body: `{"text": "${SAID}", ${EMAIL}`,
  });
  const door = await webhookDoor(world, copilot.app);
  await door.post([{ id: 'x', type: 'conversation:message', payload: { words: SAID } }]);

  await world.zendesk.patchApp(appId, { keyRevoked: true });
  await chat.send('m4', `${SAID} revoked`);
  await chat.untilAttention('credentials');
  note();
  await world.zendesk.patchApp(appId, { keyRevoked: false });
  expect((await json('PUT', admin, { subdomain, appId, keyId, secret }, asAdmin)).status).toBe(200);
  await chat.untilSettled(['m1', 'm2', 'm3', 'm4']);
  await copilot.end(sessionId, 'user_ended');
  await chat.untilEnded();
}

const found = (texts: readonly string[], canaries: Record<string, string>) =>
  Object.entries(canaries)
    .filter(([, canary]) => texts.some((text) => text.includes(canary)))
    .map(([name]) => name);

it('R54, S43: no secret, no address and no word of anybody is printed, at any log level', () => {
  expect(printed.join('').length).toBeGreaterThan(1_000);
  expect(found(printed, { ...secrets, ...PERSONAL, AGENT_SAID })).toEqual([]);
});

it('S44: Temporal keeps no secret and no word, name or address of a user', async () => {
  const histories = await readTemporal(world.temporal);
  // Agents' words travel in signals: the search would find what is there.
  expect(found(histories, { AGENT_SAID })).toEqual(['AGENT_SAID']);
  expect(found(histories, { ...secrets, ...PERSONAL })).toEqual([]);
});

it('S33: no secret stands in plain in the database', async () => {
  const { DATABASE_URL: connectionString } = world.env;
  // Without a PostgreSQL the database is inside the process, where its own tests look.
  if (connectionString === undefined) return;
  const rows = await readDatabase(connectionString);
  expect(found(rows, { SAID })).toEqual(['SAID']);
  expect(found(rows, secrets)).toEqual([]);
});

async function readDatabase(connectionString: string): Promise<string[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      texts.push(...rows.map(({ text }) => text));
    }
    return texts;
  } finally {
    await client.end();
  }
}

itLeavesZendeskInOrder(() => world);
