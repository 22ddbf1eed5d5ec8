import { en } from '../../../web/widget/texts/en';
import { bannerWords } from '../../../web/widget/view/words';
import { seen, SmallBrowser } from './pages';
import { SmallServer } from './small-server';

let server: SmallServer;
let browser: SmallBrowser;
const wait = (ms = 100) => jest.advanceTimersByTimeAsync(ms);
const as = (user: string | null) => () => user;
const file = () => new File(['x'], 'a.png', { type: 'image/png' });

beforeEach(async () => {
  jest.useFakeTimers({ now: new Date('2026-11-28T09:00:00.000Z') });
  server = new SmallServer();
  browser = new SmallBrowser(server);
  const chat = browser.openTab(as('ann'));
  await chat.say({ text: 'words of Ann' });
  await wait();
  expect(seen(chat)).toEqual(['words of Ann: sent']);
  chat.stop();
});
afterEach(() => jest.useRealTimers());

it('the same user goes on with the conversation', async () => {
  const chat = browser.openTab(as('ann'));
  await chat.say({ text: 'more' });
  await wait();
  expect(seen(chat)).toEqual(['words of Ann: sent', 'more: sent']);
  expect(server.sessions).toBe(1);
  chat.stop();
});

it('S14: another user sees nothing of it, and speaks in a conversation of their own; nothing is left of the old one', async () => {
  // What Ann could not send any more before she left.
  server.fate = () => 'lost';
  const before = browser.openTab(as('ann'));
  await before.say({ text: 'unsent words of Ann', files: [file()] });
  before.stop();

  const chat = browser.openTab(as('bob'));
  const shown = new Set<string>();
  chat.state.listen(() => seen(chat).forEach((words) => shown.add(words)));
  void chat.say({ text: 'words of Bob' });
  await wait(3_000);
  expect(seen(chat)).toEqual(['words of Bob: sending']);
  server.fate = () => 'well';
  chat.hurry();
  await wait(3_000);
  expect(seen(chat)).toEqual(['words of Bob: sent']);
  expect([...shown].filter((words) => words.includes('Ann'))).toEqual([]);
  expect(server.saidWith).toEqual(['token-1', 'token-2']);
  expect(browser.blobs.size).toBe(0);
  expect(JSON.stringify([...browser.stored])).not.toMatch(/Ann|token-1/);
  chat.stop();
});

it('S14: until the server has said whose it is, nothing is shown and nothing is sent', async () => {
  server.fate = (call) => (call === 'introduce' ? 'lost' : 'well');
  const chat = browser.openTab(as('ann'));
  await chat.say({ text: 'more' });
  await wait(60_000);
  expect(seen(chat)).toEqual(['more: delayed']);
  expect(chat.state.get()).toMatchObject({ isLoaded: false, connection: 'lost' });
  expect(server.sends).toHaveLength(1);
  server.fate = () => 'well';
  await wait(10_000);
  expect(seen(chat)).toEqual(['words of Ann: sent', 'more: sent']);
  chat.stop();
});

it('a signature that has expired shows nothing and says nothing, and takes nothing away from whom it may be', async () => {
  server.expired.add('ann');
  const late = browser.openTab(as('ann'));
  await late.say({ text: 'more' });
  await wait(10_000);
  expect(seen(late)).toEqual(['more: failed']);
  expect(late.state.get()).toMatchObject({ isLoaded: true, refusal: 'unauthorized' });
  expect(late.state.get().outbox[0]?.refused?.code).toBe('unauthorized');
  expect(server.sends).toHaveLength(1);
  late.stop();

  server.expired.clear();
  const chat = browser.openTab(as('ann'));
  await wait();
  expect(seen(chat)).toEqual(['words of Ann: sent', 'more: failed']);
  expect(chat.state.get().refusal).toBeNull();
  chat.stop();
});

it('a page that is not left: when it names another user, that one begins anew; a fresh signature of the same changes nothing', async () => {
  let user = 'ann';
  const chat = browser.openTab(() => user);
  await wait();
  chat.visitorChanged();
  expect(seen(chat)).toEqual(['words of Ann: sent']);
  user = 'bob';
  chat.visitorChanged();
  expect(seen(chat)).toEqual([]);
  await chat.say({ text: 'words of Bob' });
  await wait(1_000);
  expect(seen(chat)).toEqual(['words of Bob: sent']);
  expect(server.saidWith).toEqual(['token-1', 'token-2']);
  chat.stop();
});

it('a tab that still names the user before neither takes the conversation away nor sends for the other one', async () => {
  const old = browser.openTab(as('ann'));
  await wait();
  const chat = browser.openTab(as('bob'));
  await wait();
  expect(seen(old)).toEqual([]);
  // The other tab could be first at each attempt.
  let isBob = true;
  server.fate = () => ((isBob = !isBob), isBob ? 'well' : 'lost');
  await chat.say({ text: 'words of Bob' });
  await wait(60_000);
  expect(seen(chat)).toEqual(['words of Bob: sent']);
  expect(seen(old)).toEqual([]);
  expect(server.sessions).toBe(2);
  old.stop();
  chat.stop();
});

it('a guest who signs in keeps the conversation', async () => {
  server = new SmallServer();
  browser = new SmallBrowser(server);
  const guest = browser.openTab();
  await guest.say({ text: 'as a guest' });
  await wait();
  guest.stop();
  const chat = browser.openTab(as('ann'));
  await chat.say({ text: 'signed in' });
  await wait();
  expect(seen(chat)).toEqual(['as a guest: sent', 'signed in: sent']);
  expect(server.sessions).toBe(1);
  chat.stop();
});

it('a guest who signs in while a file of theirs is being put away: words and file are sent', async () => {
  server = new SmallServer();
  browser = new SmallBrowser(server);
  browser.keepMs = 500;
  let user: string | null = null;
  const chat = browser.openTab(() => user);
  void chat.say({ text: 'as a guest', files: [file()] });
  await wait();
  user = 'ann';
  chat.visitorChanged();
  await wait(2_000);
  expect(seen(chat)).toEqual(['as a guest: sent']);
  chat.stop();
});

it('what somebody says while a file is being put away is nothing for whoever comes next', async () => {
  browser.keepMs = 500;
  let user = 'ann';
  const chat = browser.openTab(() => user);
  await wait();
  void chat.say({ text: 'more of Ann', files: [file()] });
  user = 'bob';
  chat.visitorChanged();
  await wait(2_000);
  expect([seen(chat), browser.blobs.size]).toEqual([[], 0]);
  chat.stop();
});

describe('a tab of a user, while somebody else has signed in and speaks in another tab', () => {
  it('says that it is to be reloaded instead of promising to deliver; reloaded, the words can be sent', async () => {
    const old = browser.openTab(as('ann'));
    const chat = browser.openTab(as('bob'));
    await wait();
    await chat.say({ text: 'words of Bob' });
    await wait();
    expect(old.state.get()).toMatchObject({ isLoaded: true, refusal: 'another_user' });
    await old.say({ text: 'late words of Ann' });
    await wait(1_000);
    expect(seen(old)).toEqual(['late words of Ann: failed']);
    expect(old.state.get().outbox[0]?.refused?.code).toBe('another_user');
    expect(seen(chat)).toEqual(['words of Bob: sent']);
    expect(server.sessions).toBe(2);
    old.stop();
    chat.stop();

    const again = browser.openTab(as('ann'));
    await wait();
    again.retry(again.state.get().outbox[0]?.id ?? '');
    await wait(1_000);
    expect(seen(again)).toEqual(['late words of Ann: sent']);
    again.stop();
  });

  it('leaves the words of a third tab alone, where nobody is signed in', async () => {
    const old = browser.openTab(as('ann'));
    const chat = browser.openTab(as('bob'));
    await wait();
    await chat.say({ text: 'words of Bob' });
    await wait();
    const guest = browser.openTab();
    server.fate = (call) => (call === 'send' ? 'lost' : 'well');
    await guest.say({ text: 'of nobody in particular' });
    old.hurry();
    await wait(5_000);
    server.fate = () => 'well';
    await wait(20_000);
    expect(seen(guest)).toEqual(['words of Bob: sent', 'of nobody in particular: sent']);
    expect(seen(old)).toEqual([]);
    for (const tab of [old, chat, guest]) tab.stop();
  });
});

it.each(['origin_not_allowed', 'invalid_request'])(
  'a refusal of another kind (%s) is not said to be one of the sign-in',
  async (code) => {
    server.refuseUser = code;
    const chat = browser.openTab(as('ann'));
    await chat.say({ text: 'more' });
    await wait();
    const { refusal } = chat.state.get();
    expect([refusal, seen(chat)]).toEqual([code, ['more: failed']]);
    expect(bannerWords({ offline: false, refusal }, null, en)).toBe('The chat cannot be reached right now.');
    chat.stop();
  },
);

it('what is half written goes with the user who wrote it; a guest who signs in and a fresh signature keep it', async () => {
  let user: string | null = null;
  const chat = browser.openTab(() => user);
  const become = async (next: string) => {
    user = next;
    chat.visitorChanged();
    await wait(1_000);
    return chat.state.get().beginning;
  };
  expect([await become('ann'), await become('ann'), await become('bob')]).toEqual([0, 0, 1]);
  chat.stop();
});
