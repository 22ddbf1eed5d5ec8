import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { at, basic, call, items, openScene, pause, until, type Json, type Scene } from './scene';
import { connect, handoff, say, talk, texts } from './steps';

const ROOT = path.join(__dirname, '../../..');

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'simulator-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** The simulator as a process of its own, so that it can be killed. */
async function startProcess(port: number): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      SIMULATOR_PORT: String(port),
      SIMULATOR_TIME_FACTOR: '60',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const url = await until(() => /"url":"([^"]+)"/.exec(out)?.[1], 30_000);
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

it('loses no acknowledged message when it is killed in the middle of the load, and goes on with its webhooks', async () => {
  const { hook, close } = await openScene();
  const first = await startProcess(0);
  const port = Number(new URL(first.url).port);
  const made = await call(first.url, 'POST', '/simulator/apps', {});
  const { appId = '', keyId = '', secret = '' } = made.body['app'] as Record<string, string>;
  const headers = { authorization: basic(keyId, secret) };
  const base = `/sc/v2/apps/${appId}`;
  const api = (method: string, suffix: string, body?: unknown) =>
    call(first.url, method, base + suffix, body, headers);
  await api('POST', '/integrations', {
    type: 'custom',
    displayName: 'us',
    webhooks: [{ target: hook.url, triggers: ['conversation:message'] }],
  });
  await api('POST', '/users', { externalId: 'u' });
  const conversation = await api('POST', '/conversations', {
    type: 'personal',
    participants: [{ userExternalId: 'u' }],
  });
  const messages = `/conversations/${String(at(conversation.body, 'conversation', 'id'))}/messages`;
  // Nothing is delivered before the kill: what waits must come from the journal.
  hook.answer = () => 503;
  const acknowledged: string[] = [];
  const load = (async () => {
    for (let n = 0; ; n += 1) {
      const body = {
        author: { type: 'user', userExternalId: 'u' },
        content: { type: 'text', text: `m${n}` },
      };
      const answer = await api('POST', messages, body).catch(() => undefined);
      if (answer === undefined) return;
      acknowledged.push(String(at(answer.body, 'messages', 0, 'id')));
    }
  })();
  await until(() => (acknowledged.length > 40 ? true : undefined), 20_000);
  await kill(first.child);
  await load;
  hook.answer = () => 200;
  hook.received.length = 0;
  const second = await startProcess(port);
  try {
    const stored: Json[] = [];
    let cursor = '';
    do {
      const page = await call(second.url, 'GET', `${base}${messages}${cursor}`, undefined, headers);
      stored.unshift(...items(page, 'messages'));
      cursor =
        at(page.body, 'meta', 'hasMore') === true
          ? `?page[before]=${String(at(page.body, 'meta', 'beforeCursor'))}`
          : '';
    } while (cursor !== '');
    const ids = stored.map((message) => String(message['id']));
    expect(ids.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(stored.map((message) => at(message, 'content', 'text'))).toEqual(
      stored.map((_, index) => `m${index}`),
    );
    const delivered = await until(() => {
      const seen = new Set(hook.received.map((one) => at(one.body, 'events', 0, 'payload', 'message', 'id')));
      return ids.every((id) => seen.has(id)) ? seen : undefined;
    }, 20_000);
    expect(delivered.size).toBe(ids.length);
  } finally {
    await kill(second.child);
    await close();
  }
}, 90_000);

it('restores accounts, keys, seats, tickets, notes, files and numbers', async () => {
  const scene = await openScene({ dataDir, timeFactor: 600 });
  await connect(scene);
  const who = await talk(scene);
  const ticketId = await handoff(scene, who, { 'dataCapture.systemField.tags': 'vip' });
  const dataBase64 = Buffer.from('hello').toString('base64');
  await scene.agent(ticketId, 'messages', { text: 'see file', attachment: { name: 'a.txt', dataBase64 } });
  await scene.agent(ticketId, 'note', { text: 'secret' });
  await until(() => (texts(scene).includes('see file') ? true : undefined));
  await pause(50);
  const before = await scene.open('GET', `/workspace/api/tickets/${ticketId}`);
  const log = items(await scene.open('GET', '/simulator/log'));
  await scene.simulator.close();
  const again = await restart(scene);
  try {
    const after = await again.open('GET', `/workspace/api/tickets/${ticketId}`);
    const bare = (answer: { body: Json }) =>
      (at(answer.body, 'ticket', 'transcript') as Json[]).map((entry) => entry['content']);
    expect(bare(after)).toEqual(bare(before));
    expect(at(after.body, 'ticket', 'tags')).toEqual(['vip']);
    expect(items(await again.open('GET', '/simulator/log'))).toEqual(log);
    const url = String(at(after.body, 'ticket', 'transcript', 1, 'content', 'mediaUrl'));
    expect(await (await fetch(url)).text()).toBe('hello');
    await say(again, who.conversationId, 'and on', who.externalId);
    expect(
      at((await again.open('GET', `/workspace/api/tickets/${ticketId}`)).body, 'ticket', 'transcript'),
    ).toHaveLength(4);
    const other = await talk(again);
    expect(Number(await handoff(again, other))).toBe(Number(ticketId) + 1);
  } finally {
    await again.close();
  }
});

it('leaves out a last line that was torn by the kill and compacts the file at start', async () => {
  const scene = await openScene({ dataDir });
  for (let n = 0; n < 20; n += 1)
    await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { timeFactor: n + 1 });
  await scene.simulator.close();
  const file = path.join(dataDir, 'simulator', 'journal.jsonl');
  const long = readFileSync(file, 'utf8').split('\n').length;
  appendFileSync(file, '[["apps","torn",{"id":"to');
  const again = await restart(scene);
  expect(items(await again.open('GET', '/workspace/api/accounts'))).toHaveLength(1);
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(long);
  await again.close();
});

async function restart(scene: Scene): Promise<Scene> {
  const { port } = scene.simulator;
  const simulator: Simulator = await startSimulator({ dataDir, port, logLevel: 'silent' });
  return {
    ...scene,
    simulator,
    close: () => Promise.all([simulator.close(), scene.hook.close()]).then(() => undefined),
  };
}
