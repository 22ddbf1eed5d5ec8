import { seen, SmallBrowser } from './pages';
import { SmallServer, type Fate } from './small-server';
import { state } from './events';

let server: SmallServer;
let browser: SmallBrowser;
const wait = (ms = 100) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-28T09:00:00.000Z') });
  server = new SmallServer();
  browser = new SmallBrowser(server);
});
afterEach(() => jest.useRealTimers());

it('S12: no session before it is needed, and one only, kept over a reload', async () => {
  const first = browser.openTab();
  await wait();
  expect(server.sessions).toBe(0);
  await first.say({ text: 'Hi' });
  await wait();
  first.stop();
  const second = browser.openTab();
  await wait();
  expect(seen(second)).toEqual(['Hi: sent']);
  expect(server.sessions).toBe(1);
  second.stop();
});

it('what is said without a connection is shown at once, survives a reload, and is sent once in order', async () => {
  server.fate = () => 'lost';
  const before = browser.openTab();
  await before.say({ text: 'one' });
  await before.say({ text: 'two' });
  expect(seen(before)).toEqual(['one: sending', 'two: sending']);
  await wait(12_000);
  expect(seen(before)).toEqual(['one: delayed', 'two: delayed']);
  expect(before.state.get().connection).toBe('lost');
  before.stop();

  const after = browser.openTab();
  await wait(0);
  expect(seen(after)).toEqual(['one: delayed', 'two: delayed']);
  server.fate = () => 'well';
  after.hurry();
  await wait(2_000);
  expect(seen(after)).toEqual(['one: sent', 'two: sent']);
  expect(after.state.get()).toMatchObject({ outbox: [], connection: 'live' });
  after.stop();
});

it('R5: what was said while the line was down is there when it is back', async () => {
  const chat = browser.openTab();
  await chat.say({ text: 'Hi' });
  await wait();
  server.drop();
  server.fate = () => 'lost';
  for (let index = 0; index < 10; index += 1) server.agentSays(`a${index}`);
  await wait(20_000);
  expect(seen(chat)).toEqual(['Hi: sent']);
  server.fate = () => 'well';
  server.connect();
  chat.hurry();
  await wait();
  expect(seen(chat)).toEqual(['Hi: sent', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9']);
  chat.stop();
});

it('without the line the log is read: sockets may be refused where HTTP is not', async () => {
  server.isUp = false;
  const chat = browser.openTab();
  await chat.say({ text: 'Hi' });
  await wait();
  server.agentSays('hello');
  await wait(6_000);
  expect(seen(chat)).toEqual(['Hi: sent', 'hello']);
  expect(chat.state.get().connection).toBe('live');
  chat.stop();
});

it('two tabs are in step: messages, what is on its way, what was read', async () => {
  const [one, other] = [browser.openTab(), browser.openTab()];
  await Promise.all([one.say({ text: 'one' }), other.say({ text: 'other' })]);
  await wait();
  server.agentSays('hello');
  await wait();
  expect(server.sessions).toBe(1);
  expect(seen(one)).toEqual(seen(other));
  expect(seen(one)).toHaveLength(3);
  server.fate = () => 'lost';
  await one.say({ text: 'waits' });
  await wait(0);
  expect(seen(other).at(-1)).toBe('waits: sending');
  one.seen();
  await wait(0);
  expect(other.state.get().readSeq).toBe(3);
  one.stop();
  other.stop();
});

it('a tab that is closed leaves its messages to the other one', async () => {
  const [one, other] = [browser.openTab(), browser.openTab()];
  server.fate = () => 'lost';
  await one.say({ text: 'left behind' });
  one.stop();
  server.fate = () => 'well';
  await wait(10_000);
  expect(seen(other)).toEqual(['left behind: sent']);
  other.stop();
});

it('a refusal is final for this message only; tried again it goes under the same id', async () => {
  const chat = browser.openTab();
  server.answer = ({ text }) =>
    text === 'bad' ? { kind: 'refused', code: 'rejected', message: 'No.' } : { kind: 'accepted' };
  await chat.say({ text: 'bad' });
  await chat.say({ text: 'good' });
  await wait();
  expect(seen(chat)).toEqual(['good: sent', 'bad: failed']);
  const refused = server.sends[0];
  server.answer = () => ({ kind: 'accepted' });
  chat.retry(refused?.id ?? '');
  await wait();
  expect(seen(chat)).toEqual(['good: sent', 'bad: sent']);
  expect(server.sends.at(-1)?.id).toBe(refused?.id);
  chat.stop();
});

it('a refused message can be taken back', async () => {
  const chat = browser.openTab();
  server.answer = () => ({ kind: 'refused', code: 'rejected', message: null });
  await chat.say({ text: 'bad' });
  await wait();
  chat.discard(server.sends[0]?.id ?? '');
  expect(seen(chat)).toEqual([]);
  chat.stop();
});

it('R33: a file goes with its words, is uploaded once, and survives a reload', async () => {
  let isBroken = true;
  server.fate = (call) => (call === 'send' && isBroken ? 'lost' : 'well');
  const before = browser.openTab();
  const file = new File(['x'], 'a.png', { type: 'image/png' });
  await before.say({ text: 'see', files: [file] });
  await wait();
  before.stop();
  isBroken = false;
  const after = browser.openTab();
  await wait();
  expect(seen(after)).toEqual(['see: sent']);
  expect(server.uploads).toBe(1);
  expect(server.sends.map(({ attachments }) => attachments)).toEqual([
    [{ url: 'https://api.test/files/1', name: 'a.png', mediaType: 'image/png' }],
  ]);
  expect(browser.blobs.size).toBe(0);
  after.stop();
});

it('what is said after a file does not overtake it, however long the browser takes to keep the file', async () => {
  const chat = browser.openTab();
  browser.keepMs = 500;
  void chat.say({ text: 'with file', files: [new File(['x'], 'a.png')] });
  void chat.say({ text: 'after it' });
  await wait(2_000);
  expect(server.sends.map(({ text }) => text)).toEqual(['with file', 'after it']);
  chat.stop();
});

it('the end of a conversation is asked for once there is one, and a refusal is told', async () => {
  const chat = browser.openTab();
  expect(await chat.end()).toBe(true);
  expect(server.sessions).toBe(0);
  await chat.say({ text: 'Hi' });
  await wait();
  server.fate = () => 'lost';
  expect(await chat.end()).toBe(false);
  server.fate = () => 'well';
  expect(await chat.end()).toBe(true);
  chat.stop();
});

it('files whose addresses have expired get fresh ones, and nothing else of the log changes', async () => {
  const chat = browser.openTab();
  await chat.say({ files: [new File(['x'], 'a.png')] });
  await wait();
  const before = seen(chat);
  server.signFilesAnew();
  await wait(46 * 60_000);
  const [file] = chat.state.get().log.messages[0]?.message.attachments ?? [];
  expect(file?.url).toBe('https://api.test/files/1?again');
  expect(seen(chat)).toEqual(before);
  chat.stop();
});

it('a file that the browser lost says so instead of waiting for ever', async () => {
  server.fate = () => 'lost';
  const chat = browser.openTab();
  await chat.say({ files: [new File(['x'], 'a.png')] });
  browser.blobs.clear();
  server.fate = () => 'well';
  await wait(10_000);
  expect(chat.state.get().outbox[0]?.refused?.code).toBe('file_lost');
  chat.stop();
});

it('a session that the server knows no more is replaced, and what was waiting goes to the new one', async () => {
  const chat = browser.openTab();
  await chat.say({ text: 'old' });
  await wait();
  server.erase();
  await chat.say({ text: 'new' });
  await wait(10_000);
  expect(seen(chat)).toEqual(['new: sent']);
  expect(server.sessions).toBe(2);
  chat.stop();
});

it('a file that had reached a session that is gone reaches the next one with its words', async () => {
  const chat = browser.openTab();
  await chat.say({ text: 'old' });
  await wait();
  server.fate = (call) => (call === 'send' ? 'lost' : 'well');
  await chat.say({ text: 'see', files: [new File(['x'], 'a.png', { type: 'image/png' })] });
  await wait();
  expect(server.uploads).toBe(1);
  server.erase();
  server.fate = () => 'well';
  await wait(10_000);
  expect(seen(chat)).toEqual(['see: sent']);
  expect(server.sends.at(-1)?.attachments.map(({ url }) => url)).toEqual(['https://api.test/files/2']);
  chat.stop();
});

it('an error that nobody expected does not silence the chat: what is said next is sent, with what was said before', async () => {
  const chat = browser.openTab();
  const fault = (browser.lockFault = new Error('nobody expected this'));
  await chat.say({ text: 'one' });
  await wait();
  expect(browser.reported).toEqual([fault]);
  await chat.say({ text: 'two' });
  await wait();
  expect(seen(chat)).toEqual(['one: sent', 'two: sent']);
  chat.stop();
});

it('what is half written belongs to one beginning: a new conversation is another', async () => {
  const chat = browser.openTab();
  await chat.say({ text: 'Hi' });
  await wait();
  const before = chat.state.get().beginning;
  server.erase();
  await wait(10_000);
  // A session that is replaced is nothing that the visitor has done.
  expect(chat.state.get().beginning).toBe(before);
  chat.startAnew();
  expect(chat.state.get().beginning).toBe(before + 1);
  chat.stop();
});

it('R41: typing is believed for a while, and ends with the message', async () => {
  const chat = browser.openTab();
  await chat.say({ text: 'Hi' });
  await wait();
  server.add((seq) => state(seq, 'active', { agent: { id: '1', name: 'Sam', avatarUrl: null } }));
  server.tellTyping('Sam');
  expect(chat.state.get().typing?.name).toBe('Sam');
  server.agentSays('hello');
  await wait(0);
  expect(chat.state.get().typing).toBeNull();
  chat.stop();
});

it('nothing is lost, doubled or reordered in 60 chats whose network fails at random', async () => {
  const seed = Number(process.env['SEED'] ?? process.hrtime()[1]);
  let number = seed;
  const random = () => ((number = (number * 1_103_515_245 + 12_345) % 2 ** 31), number / 2 ** 31);
  for (let round = 0; round < 60; round += 1) {
    server = new SmallServer();
    browser = new SmallBrowser(server);
    const tabs = [browser.openTab(), browser.openTab()];
    server.fate = (): Fate => (random() < 0.5 ? 'well' : random() < 0.5 ? 'lost' : 'answer_lost');
    const said: string[] = [];
    const heard: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      const choice = random();
      if (choice < 0.35) {
        said.push(`u${step}`);
        await tabs[0]?.say({ text: `u${step}` });
      } else if (choice < 0.6) {
        heard.push(`a${step}`);
        server.agentSays(`a${step}`);
      } else if (choice < 0.75) server.drop();
      else if (choice < 0.9) server.connect();
      else {
        tabs[0]?.stop();
        tabs[0] = browser.openTab();
      }
      await wait(random() * 1_500);
    }
    server.fate = () => 'well';
    server.connect();
    await wait(60_000);
    for (const tab of tabs) {
      const shown = seen(tab);
      const at = `seed ${seed}, round ${round}`;
      expect([at, shown.filter((word) => word.startsWith('u'))]).toEqual([
        at,
        said.map((word) => `${word}: sent`),
      ]);
      expect([at, shown.filter((word) => word.startsWith('a'))]).toEqual([at, said.length > 0 ? heard : []]);
      expect(tab.state.get().outbox).toEqual([]);
      tab.stop();
    }
  }
});
