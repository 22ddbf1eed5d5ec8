import { accessibilityFaults, LONG_WORD, overhangPx, PHONE } from '../support/browser';
import { openScene, type Scene } from '../support/widget/scene';
import { startProxy } from '../support/widget/proxy';
import { untilTrue, WidgetPage } from '../support/widget/page';
import { SAM } from '../support/world/zendesk';

jest.setTimeout(150_000);

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
afterEach(() => scene.browser.closePages());

/** What has the keyboard, inside the shadow root too. */
const FOCUSED = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
})()`;

it('with the keyboard alone: open, write, choose, ask in the menu, close, and the focus is where it was', async () => {
  const { page } = await scene.browser.newPage();
  const chat = new WidgetPage(page);
  await chat.open(scene.urlOf());
  const press = (key: string) => page.keyboard.press(key);
  const until = async (label: string, key: string) => {
    for (let steps = 0; (await page.evaluate(FOCUSED)) !== label; steps += 1) {
      if (steps > 40) throw new Error(`${label} is not reached by ${key}`);
      await press(key);
    }
  };
  await until('Open chat', 'Tab');
  await press('Enter');
  await untilTrue(page, `${FOCUSED} === 'Your message'`);
  await until('More', 'Shift+Tab');
  await press('Enter');
  await untilTrue(page, `${FOCUSED} === 'Talk to a person'`);
  await press('Escape');
  expect(await page.evaluate(FOCUSED)).toBe('More');
  await press('Enter');
  await untilTrue(page, `${FOCUSED} === 'Talk to a person'`);
  await press('Enter');
  await chat.untilPhase('waiting');
  const { id } = await chat.session();
  const ticket = await scene.world.zendesk.ticketOf(scene.copilot.app.appId, id);
  const actions = [{ type: 'reply', text: 'Yes, please', payload: 'yes' }];
  await scene.world.zendesk.act(ticket.id, 'messages', { agentId: SAM, text: 'Shall I?', actions });
  await chat.sees('Yes, please', 'agent');
  await until('Yes, please', 'Tab');
  await press('Enter');
  await chat.sees('Yes, please', 'user');
  await until('Your message', 'Tab');
  await page.keyboard.type('First line');
  await press('Shift+Enter');
  await page.keyboard.type('second line');
  await press('Enter');
  await chat.sees('First line\nsecond line', 'user');
  await press('Escape');
  await untilTrue(page, `${FOCUSED}.startsWith('Open chat')`);
});

it('a screen reader finds a dialog with a log that is read out, a status, and named controls; axe finds nothing serious', async () => {
  const { chat, page, complaints } = await scene.visitor({ initialMessage: 'Hello.' });
  await scene.toAgents(chat);
  const dialog = page.getByRole('dialog', { name: 'Chat' });
  await dialog.getByRole('log', { name: 'Conversation' }).waitFor();
  expect(await dialog.getByRole('status').first().textContent()).toContain('Waiting for an agent');
  for (const name of ['Attach a file', 'Send', 'Close chat', 'More']) {
    await dialog.getByRole('button', { name }).waitFor();
  }
  await dialog.getByRole('textbox', { name: 'Your message' }).waitFor();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForSelector(`copilot-chat[data-theme=${scheme}]`, { state: 'attached' });
    expect([scheme, await accessibilityFaults(page)]).toEqual([scheme, []]);
  }
  expect(complaints).toEqual([]);
});

it('on a phone of 360 px it fills the window, nothing sticks out, and Tab stays in the chat', async () => {
  const { chat, page } = await scene.visitor({}, PHONE);
  const agents = await scene.toAgents(chat);
  await chat.say(LONG_WORD);
  await agents.says(`${LONG_WORD} https://shop.test/${LONG_WORD}`);
  await chat.sees(LONG_WORD, 'agent');
  expect(await overhangPx(page)).toBeLessThanOrEqual(0);
  const sizes = await page.evaluate(`(() => {
    const root = document.querySelector('copilot-chat').shadowRoot;
    const { x, y, width, height } = root.querySelector('.panel').getBoundingClientRect();
    const log = root.querySelector('.log');
    return { x, y, width, height, sticksOut: log.scrollWidth - log.clientWidth };
  })()`);
  expect(sizes).toEqual({ x: 0, y: 0, width: PHONE.width, height: PHONE.height, sticksOut: 0 });
  for (let step = 0; step < 15; step += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('COPILOT-CHAT');
  }
});

it('right to left: the language of the page turns the chat around', async () => {
  const { page } = await scene.browser.newPage();
  const chat = new WidgetPage(page);
  await chat.open(scene.urlOf({ defaultOpen: true, initialMessage: 'مرحبا' }, 'ar'));
  await chat.sees('مرحبا', 'copilot');
  expect(await page.getAttribute('copilot-chat', 'dir')).toBe('rtl');
  const box = await page.locator('copilot-chat .launcher').boundingBox();
  expect(box?.x).toBeLessThan(100);
  expect(await page.getAttribute('copilot-chat textarea', 'placeholder')).toBe('اكتب رسالة…');
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('the page does not move when the chat comes, opens and is used; with reduced motion nothing in it moves either', async () => {
  const { page } = await scene.browser.newPage();
  // A shift of the page's own is told apart from a line of the conversation that makes room for the next one.
  await page.addInitScript(`window.shifts = { all: 0, ofPage: [] };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        window.shifts.all += entry.value;
        for (const { node } of entry.sources) if (node?.getRootNode() === document) window.shifts.ofPage.push(node.nodeName);
      }
    }).observe({ type: 'layout-shift', buffered: true });`);
  const chat = new WidgetPage(page);
  await chat.open(scene.urlOf({ initialMessage: 'Hello.' }));
  await chat.openChat();
  expect(await page.evaluate('window.shifts.all')).toBe(0);
  const agents = await scene.toAgents(chat);
  await agents.says('Hi.');
  await chat.sees('Hi.', 'agent');
  expect(await page.evaluate('window.shifts.ofPage')).toEqual([]);
  const moving = await page.evaluate(
    `document.querySelector('copilot-chat').shadowRoot.getAnimations().length`,
  );
  expect(moving).toBe(0);
});

it('a screen reader is told that a message failed: it is added to the log, not only changed in it', async () => {
  const { chat, page } = await scene.visitor();
  const refused = { error: { code: 'invalid_request', message: 'No.' } };
  await page.route('**/messages', async (route) => {
    await untilTrue(page, 'window.mayFail === true');
    await route.fulfill({ status: 422, json: refused });
  });
  await chat.say('no good');
  await chat.untilMarked('no good', 'sending');
  const mark = "document.querySelector('copilot-chat').shadowRoot.querySelector('.mark span')";
  await page.evaluate(`window.markBefore = ${mark}, window.mayFail = true, undefined`);
  await chat.untilMarked('no good', 'failed');
  expect(await page.evaluate(`window.markBefore === ${mark}`)).toBe(false);
});

it('without a connection: said so, kept over a reload, sent in order when it is back; everything missed arrives', async () => {
  const proxy = await startProxy(Number(new URL(scene.world.apiUrl).port));
  const { chat, page } = await scene.visitor({ apiUrl: proxy.url, socketUrl: proxy.url });
  const agents = await scene.toAgents(chat);
  await agents.says('Hi.');
  await chat.sees('Hi.', 'agent');
  proxy.cut();
  await chat.say('one');
  await chat.say('two');
  await page.locator('copilot-chat .banner').filter({ hasText: 'No connection' }).waitFor();
  // The page itself comes from elsewhere and can be loaded again.
  await page.reload();
  await chat.openChat();
  await chat.sees('one', 'user');
  await chat.say('three');
  for (const words of ['a', 'b', 'c']) await agents.says(words);
  proxy.mend();
  await chat.untilMarked('three', 'delivered');
  await chat.untilWords('agent', ['Hi.', 'a', 'b', 'c']);
  await chat.untilWords('user', ['Talk to a person', 'one', 'two', 'three']);
  await page.locator('copilot-chat .banner p').waitFor({ state: 'detached' });
  await proxy.close();
});
