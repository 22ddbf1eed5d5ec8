import { untilTrue, type WidgetPage } from '../support/widget/page';
import { openScene, type Scene } from '../support/widget/scene';
import { eventually } from '../support/world/http';
import { SAM } from '../support/world/zendesk';

jest.setTimeout(150_000);

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
afterEach(() => scene.browser.closePages());

const FOCUSED = "document.querySelector('copilot-chat').shadowRoot.activeElement?.tagName";

/** Half a message, and a file with it. */
async function beginToWrite({ page }: WidgetPage): Promise<void> {
  await page.fill('copilot-chat textarea', 'Half a sen');
  const file = { name: 'half.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
  await page.setInputFiles('copilot-chat input[type=file]', file);
  await page.locator('copilot-chat .staged').filter({ hasText: 'half.txt' }).waitFor();
}

it('asked whether to end, and kept: what was half written is there, and the keyboard is on it', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  await beginToWrite(chat);
  await chat.choose('End the conversation');
  await untilTrue(page, `${FOCUSED} === 'BUTTON'`);
  expect(await page.isVisible('copilot-chat textarea')).toBe(false);
  await page.click('copilot-chat .question :text("Keep chatting")');
  await untilTrue(page, `${FOCUSED} === 'TEXTAREA'`);
  expect(await page.inputValue('copilot-chat textarea')).toBe('Half a sen');
  expect(await page.textContent('copilot-chat .staged')).toContain('half.txt');

  // The agent is first to end it: the question goes with the conversation, and does not come back with the next one.
  await chat.choose('End the conversation');
  await page.waitForSelector('copilot-chat .question');
  await agents.close();
  await chat.untilPhase('copilot');
  await untilTrue(page, `${FOCUSED} === 'TEXTAREA'`);
  expect(await page.inputValue('copilot-chat textarea')).toBe('Half a sen');
  await chat.choose('Talk to a person');
  await chat.untilPhase('waiting');
  expect(await page.locator('copilot-chat .question').count()).toBe(0);
});

it('a choice that is clicked twice in a row is made once', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  const actions = [{ type: 'postback', text: 'Track my order', payload: 'track' }];
  await agents.act('messages', { agentId: SAM, text: 'What next?', actions });
  const choice = page.locator('copilot-chat .choice').filter({ hasText: 'Track my order' });
  // As a double click does; a real one misses here, since the first click moves what is under the mouse.
  for (const detail of [1, 2]) await choice.dispatchEvent('click', { detail });
  await chat.untilMarked('Track my order', 'delivered');
  await chat.say('And then?');
  await chat.untilMarked('And then?', 'delivered');
  expect(await chat.words('user')).toEqual(['Talk to a person', 'Track my order', 'And then?']);
});

it('begun anew, at a logout: what the one before had half written is gone, files too', async () => {
  const { chat, page } = await scene.visitor();
  await chat.say('Hi');
  await chat.session();
  await beginToWrite(chat);
  await page.evaluate('window.chat.startAnew()');
  await eventually(async () => (await page.inputValue('copilot-chat textarea')) === '');
  expect(await page.locator('copilot-chat .staged').count()).toBe(0);
  // The keyboard stays where it was.
  await page.keyboard.type('Fresh');
  expect(await page.inputValue('copilot-chat textarea')).toBe('Fresh');
  await page.press('copilot-chat textarea', 'Enter');
  await chat.untilWords('user', ['Fresh']);
});
