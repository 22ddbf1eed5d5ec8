import type { Page } from 'playwright-core';
import { openScene, type Scene } from '../support/widget/scene';
import { signInAt } from '../support/widget/sign-in';
import { untilTrue, WidgetPage } from '../support/widget/page';
import { eventually } from '../support/world/http';

jest.setTimeout(150_000);

let scene: Scene;
let tokenOf: Awaited<ReturnType<typeof signInAt>>;
beforeAll(async () => {
  scene = await openScene();
  tokenOf = await signInAt(scene);
});
afterAll(() => scene.close());
afterEach(() => scene.browser.closePages());

const FILE = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('private') };

/** Everything that this browser keeps: the storage of words, and the keys of files. */
const kept = (page: Page) =>
  page.evaluate<string>(`new Promise((resolve) => {
    const opening = indexedDB.open('copilot-chat');
    opening.onsuccess = () => {
      const { result } = opening;
      const words = JSON.stringify({ ...localStorage });
      if (result.objectStoreNames.length === 0) return resolve(words);
      const asked = result.transaction('files').objectStore('files').getAllKeys();
      asked.onsuccess = () => resolve(words + asked.result.map((key) => 'file ' + key).join());
    };
  })`);

/** All words that were on the page at any time from now on. */
async function watchWords(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(`document.addEventListener('DOMContentLoaded', () => {
    window.everShown = '';
    const look = () => (window.everShown += document.querySelector('copilot-chat')?.shadowRoot?.textContent ?? '');
    setInterval(look, 10);
  })`);
  return () => page.evaluate<string>('window.everShown');
}

async function textsOf({ id, token }: { id: string; token: string }): Promise<(string | null)[]> {
  const answer = await fetch(`${scene.world.apiUrl}/api/v1/widget/sessions/${id}/events?after=0&limit=500`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await answer.json()) as {
    items: { type: string; message?: { origin: string; text: string } }[];
  };
  return items.flatMap(({ message }) => (message?.origin === 'user' ? [message.text] : []));
}

it('S14: who signs in after another user at the same browser sees and continues nothing of theirs', async () => {
  const { chat, page } = await scene.visitor({ userToken: await tokenOf('ann') });
  await chat.say('words of Ann');
  await chat.untilMarked('words of Ann', 'sent');
  const ofAnn = await chat.session();
  // Words and a file that Ann could not send any more.
  await page.route('**/attachments', () => undefined);
  await page.setInputFiles('copilot-chat input[type=file]', FILE);
  await chat.say('unsent words of Ann');
  await chat.untilMarked('unsent words of Ann', 'sending');
  await eventually(async () => (await kept(page)).includes('file '));

  const shown = await watchWords(page);
  await chat.open(scene.urlOf({ userToken: await tokenOf('bob'), defaultOpen: true }));
  await chat.say('words of Bob');
  await chat.untilMarked('words of Bob', 'sent');
  const ofBob = await chat.session();
  expect(ofBob.id).not.toBe(ofAnn.id);
  expect(await chat.words('user')).toEqual(['words of Bob']);
  expect(await shown()).toContain('words of Bob');
  expect(await shown()).not.toContain('Ann');
  expect([await textsOf(ofAnn), await textsOf(ofBob)]).toEqual([['words of Ann'], ['words of Bob']]);
  expect(await kept(page)).not.toMatch(/Ann|file /);
  expect(await kept(page)).not.toContain(ofAnn.token);
});

it('S14: the same on a page that is not left, which calls initAiCoPilot once more', async () => {
  const { chat, page } = await scene.visitor({ userToken: await tokenOf('ann') });
  await chat.say('words of Ann');
  await chat.untilMarked('words of Ann', 'sent');
  const ofAnn = await chat.session();
  const { token } = scene;
  const again = async (user: string) => {
    const options = { token, apiUrl: scene.world.apiUrl, userToken: await tokenOf(user) };
    return page.evaluate<boolean>(`initAiCoPilot(${JSON.stringify(options)}) === window.chat`);
  };
  expect(await again('ann')).toBe(true);
  expect(await chat.words('user')).toEqual(['words of Ann']);
  expect(await again('bob')).toBe(true);
  await chat.untilWords('user', []);
  await chat.say('words of Bob');
  await chat.untilMarked('words of Bob', 'sent');
  expect(await chat.words('user')).toEqual(['words of Bob']);
  expect((await chat.session()).id).not.toBe(ofAnn.id);
  expect(await textsOf(ofAnn)).toEqual(['words of Ann']);
});

it('a sign-in that has expired: nothing is shown or sent, and the visitor is told what to do', async () => {
  const { chat, page } = await scene.visitor({ userToken: await tokenOf('ann') });
  await chat.say('words of Ann');
  await chat.untilMarked('words of Ann', 'sent');
  const expired = await tokenOf('ann', -120);
  await chat.open(scene.urlOf({ userToken: expired, defaultOpen: true }));
  const banner = page.locator('copilot-chat .banner p');
  await banner.filter({ hasText: 'Your sign-in is no longer valid. Please reload the page.' }).waitFor();
  expect(await chat.words('user')).toEqual([]);
  await chat.say('more');
  await chat.untilMarked('more', 'failed');

  await chat.open(scene.urlOf({ userToken: await tokenOf('ann'), defaultOpen: true }));
  await chat.untilWords('user', ['words of Ann', 'more']);
  await banner.waitFor({ state: 'detached' });
});

it('R33: a file that never gets through is the visitor’s to decide about, and does not hold up what is said after it', async () => {
  const { page } = await scene.visitor();
  // It is tried for a while before.
  const chat = new WidgetPage(page, 60_000);
  await page.route('**/attachments', (route) => route.abort());
  await page.setInputFiles('copilot-chat input[type=file]', FILE);
  await chat.say('see the file');
  await chat.say('said after it');
  await chat.untilMarked('said after it', 'sent');
  await chat.untilMarked('see the file', 'failed');
  const mark = page.locator('copilot-chat .message.user[data-mark=failed] .mark');
  expect(await mark.textContent()).toContain('The file could not be uploaded.');
  await mark.getByRole('button', { name: 'Remove' }).waitFor();
  await page.unroute('**/attachments');
  await mark.getByRole('button', { name: 'Try again' }).click();
  await chat.untilMarked('see the file', 'sent');
  expect(await chat.words('user')).toEqual(['said after it', 'see the file']);
});

it('a new conversation while a file is on its way: nothing of the old one is sent or kept', async () => {
  const { chat, page } = await scene.visitor();
  await chat.say('first');
  await chat.untilMarked('first', 'sent');
  const before = await chat.session();
  await page.route('**/attachments', () => undefined);
  await page.setInputFiles('copilot-chat input[type=file]', FILE);
  await chat.say('private words');
  await eventually(async () => (await kept(page)).includes('file '));
  await page.evaluate('window.chat.startAnew()');
  await chat.say('words of the next person');
  await chat.untilMarked('words of the next person', 'sent');
  await untilTrue(page, '!JSON.stringify({ ...localStorage }).includes("out:")');
  expect(await chat.words('user')).toEqual(['words of the next person']);
  expect(await textsOf(before)).toEqual(['first']);
  expect(await kept(page)).not.toMatch(/private|file /);
});
