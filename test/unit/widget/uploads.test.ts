import { seen, SmallBrowser } from './pages';
import { SmallServer } from './small-server';

let server: SmallServer;
let browser: SmallBrowser;
const wait = (ms = 100) => jest.advanceTimersByTimeAsync(ms);
const file = () => new File(['x'], 'a.png', { type: 'image/png' });

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-28T09:00:00.000Z') });
  server = new SmallServer();
  browser = new SmallBrowser(server);
});
afterEach(() => jest.useRealTimers());

describe('a file that does not get through', () => {
  it.each([
    ['breaks off', () => (server.fate = (call) => (call === 'upload' ? 'lost' : 'well'))],
    ['is answered by an error', () => (server.answerUpload = () => ({ kind: 'later' }))],
  ])('%s each time: what was said after it is sent, and the user decides about it', async (_how, fail) => {
    fail();
    const chat = browser.openTab();
    await chat.say({ text: 'with file', files: [file()] });
    await chat.say({ text: 'after it' });
    await wait(12_000);
    expect(seen(chat)).toEqual(['with file: sending', 'after it: delayed']);
    // All else works: the banner does not say that there is no connection.
    expect(chat.state.get().connection).toBe('live');
    await wait(60_000);
    expect(seen(chat)).toEqual(['after it: sent', 'with file: failed']);
    const [waiting] = chat.state.get().outbox;
    expect(waiting?.refused?.code).toBe('upload_failed');

    server.fate = () => 'well';
    server.answerUpload = () => undefined;
    chat.retry(waiting?.id ?? '');
    await wait();
    expect(seen(chat)).toEqual(['after it: sent', 'with file: sent']);
    chat.stop();
  });

  it('is not forgotten to have failed by a page that is loaded again', async () => {
    server.fate = (call) => (call === 'upload' ? 'lost' : 'well');
    for (let load = 0; load < 4; load += 1) {
      const chat = browser.openTab();
      if (load === 0) await chat.say({ files: [file()] });
      if (load === 0) await chat.say({ text: 'after it' });
      await wait(11_000);
      chat.stop();
    }
    expect(server.sends.map(({ text }) => text)).toEqual(['after it']);
  });

  it('waits for as long as nothing else gets through either', async () => {
    server.fate = () => 'lost';
    const chat = browser.openTab();
    await chat.say({ text: 'with file', files: [file()] });
    await chat.say({ text: 'after it' });
    await wait(3_600_000);
    expect(chat.state.get().outbox.map(({ refused }) => refused)).toEqual([null, null]);
    server.fate = () => 'well';
    await wait(10_000);
    expect(seen(chat)).toEqual(['with file: sent', 'after it: sent']);
    chat.stop();
  });

  it('goes by itself after a short outage of wherever files are kept', async () => {
    server.answerUpload = () => ({ kind: 'later', afterMs: 0 });
    const chat = browser.openTab();
    await chat.say({ text: 'with file', files: [file()] });
    await wait(15_000);
    server.answerUpload = () => undefined;
    await wait(10_000);
    expect(seen(chat)).toEqual(['with file: sent']);
    chat.stop();
  });
});

describe('a new conversation', () => {
  it('while a file is on its way: it is sent nowhere, kept nowhere, and keeps nothing waiting', async () => {
    let arrive: (() => void) | undefined;
    server.uploadsUntil = new Promise((resolve) => (arrive = resolve));
    const chat = browser.openTab();
    await chat.say({ text: 'mine', files: [file()] });
    await chat.say({ text: 'mine too' });
    await wait();
    chat.startAnew();
    await chat.say({ text: 'of the next one' });
    await wait(2_000);
    expect(seen(chat)).toEqual(['of the next one: sent']);
    arrive?.();
    await wait(10_000);
    expect(server.sends.map(({ text }) => text)).toEqual(['of the next one']);
    expect(server.saidWith).toEqual(['token-2']);
    expect([...browser.stored.keys()].filter((key) => key.startsWith('out:'))).toEqual([]);
    expect(browser.blobs.size).toBe(0);
    chat.stop();
  });

  it('when the upload cannot be broken off any more: its answer is for nobody', async () => {
    let arrive: (() => void) | undefined;
    const chat = browser.openTab();
    await chat.say({ text: 'first' });
    await wait();
    server.uploadsUntil = new Promise((resolve) => (arrive = resolve));
    await chat.say({ text: 'mine', files: [file()] });
    await wait();
    // In the moment in which it is taken.
    arrive?.();
    chat.startAnew();
    await wait(10_000);
    expect(seen(chat)).toEqual([]);
    expect(server.sends.map(({ text }) => text)).toEqual(['first']);
    expect([...browser.stored.keys()].filter((key) => key.startsWith('out:'))).toEqual([]);
    chat.stop();
  });

  it('begun in another tab: the same', async () => {
    server.uploadsUntil = new Promise(() => undefined);
    const [one, other] = [browser.openTab(), browser.openTab()];
    await one.say({ text: 'mine', files: [file()] });
    await wait();
    other.startAnew();
    await other.say({ text: 'of the next one' });
    // The tabs hear of it, then it goes.
    await wait();
    await wait(2_000);
    expect(server.sends.map(({ text }) => text)).toEqual(['of the next one']);
    expect([seen(one), seen(other)]).toEqual([['of the next one: sent'], ['of the next one: sent']]);
    one.stop();
    other.stop();
  });

  it('leaves no bytes of files in the browser, whether they waited or were just being put away', async () => {
    server.fate = () => 'lost';
    const chat = browser.openTab();
    await chat.say({ text: 'waits', files: [file()] });
    expect(browser.blobs.size).toBe(1);
    browser.keepMs = 500;
    void chat.say({ text: 'just now', files: [file()] });
    await wait();
    chat.startAnew();
    await wait(2_000);
    expect([browser.blobs.size, seen(chat)]).toEqual([0, []]);
    chat.stop();
  });

  it('while the old one is being made: that one is not kept', async () => {
    const chat = browser.openTab();
    void chat.say({ text: 'mine' });
    // The server has made it; its answer is on its way.
    while (server.sessions === 0) await Promise.resolve();
    chat.startAnew();
    await wait(10_000);
    expect([browser.stored.size, server.sends]).toEqual([0, []]);
    chat.stop();
  });
});
