import { accessibilityFaults } from '../support/browser';
import { untilTrue, WidgetPage } from '../support/widget/page';
import { openScene, type Scene } from '../support/widget/scene';
import { eventually } from '../support/world/http';
import { ALEX, SAM } from '../support/world/zendesk';

jest.setTimeout(150_000);

/** One red pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const JOINED = 'Sam Rivera joined the conversation.';
const ENDED = 'The conversation with our team has ended. The assistant is back.';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
afterEach(() => scene.browser.closePages());

it('R40, R33, R17: from the bot to an agent with name, picture and file, and back, under a strict content policy', async () => {
  const { chat, page, complaints } = await scene.visitor({ initialMessage: 'Hey! happy to help.' });
  await chat.sees('Hey! happy to help.', 'copilot');
  const agents = await scene.toAgents(chat);
  expect(await page.textContent('copilot-chat .tail')).toContain('Waiting for an agent');
  const { requester, tags } = await agents.ticket();
  expect(requester).toMatchObject({ name: "Widget User's Name", email: 'widget.user.email@example.com' });
  expect(tags).toEqual(expect.arrayContaining(['my_tag1', 'my_tag2']));

  await agents.says('Hello, this is **Sam**.');
  await chat.sees('Hello, this is Sam.', 'agent');
  await chat.untilPhase('agent');
  await chat.sees(JOINED, 'system');
  expect(await page.textContent('copilot-chat .who .name')).toBe('Sam Rivera');
  expect(await page.locator('copilot-chat .agent .meta .name').first().textContent()).toBe('Sam Rivera');
  expect(await page.locator('copilot-chat .agent .bubble strong').textContent()).toBe('Sam');
  await loaded('.message.agent .avatar img');

  await agents.act('messages', {
    agentId: SAM,
    text: 'See this.',
    attachment: { name: 'robot.png', dataBase64: PIXEL },
  });
  await chat.sees('See this.', 'agent');
  await loaded('.message.agent .attachment img');

  await page.setInputFiles('copilot-chat input[type=file]', {
    name: 'receipt.png',
    mimeType: 'image/png',
    buffer: Buffer.from(PIXEL, 'base64'),
  });
  await page.waitForSelector('copilot-chat .staged img');
  await chat.say('My receipt.');
  await agents.untilAgentsSee('receipt.png');
  await agents.untilAgentsSee('My receipt.');
  await chat.untilMarked('My receipt.', 'delivered');
  await loaded('.message.user .attachment img');
  expect(await accessibilityFaults(page)).toEqual([]);

  await agents.says('Now Alex.', ALEX);
  await eventually(async () => (await page.textContent('copilot-chat .who .name')) === 'Alex Kim');

  await agents.close();
  await chat.untilPhase('copilot');
  await chat.sees(ENDED, 'system');
  expect(await page.textContent('copilot-chat .phase')).toBe('Answers at once');

  const before = {
    agent: await chat.words('agent'),
    user: await chat.words('user'),
    system: await chat.words('system'),
  };
  await page.reload();
  await chat.openChat();
  await chat.untilWords('agent', before.agent);
  await chat.untilWords('user', before.user);
  await chat.untilWords('system', before.system);
  expect(await chat.words('copilot')).toContain('Hey! happy to help.');
  expect(complaints).toEqual([]);

  async function loaded(image: string): Promise<void> {
    await untilTrue(
      page,
      `(() => { const img = document.querySelector('copilot-chat').shadowRoot.querySelector(${JSON.stringify(image)}); return img !== null && img.complete && img.naturalWidth > 0; })()`,
    );
  }
});

it('R36: a choice that an agent offers goes back with its payload, quick replies only while they are the newest', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  await agents.act('messages', {
    agentId: SAM,
    text: 'Which one?',
    actions: [
      { type: 'reply', text: 'The red one', payload: 'colour:red' },
      { type: 'reply', text: 'The blue one', payload: 'colour:blue' },
      { type: 'link', text: 'Catalogue', uri: 'https://shop.test/catalogue' },
    ],
  });
  await page.click('copilot-chat .choice:has-text("The blue one")');
  await chat.sees('The blue one', 'user');
  await agents.untilAgentsSee('The blue one');
  expect(await page.locator('copilot-chat button.choice').count()).toBe(0);
  const link = page.locator('copilot-chat a.choice');
  expect(await link.getAttribute('href')).toBe('https://shop.test/catalogue');
  expect(await link.getAttribute('rel')).toContain('noopener');
});

it('R41: typing of an agent is shown and ends with the message; unread is counted while the chat is closed', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  await agents.says('One moment.');
  await chat.sees('One moment.', 'agent');
  await agents.act('typing', { agentId: SAM, on: true });
  await page.waitForSelector('copilot-chat .tail.typing');
  await agents.says('There it is.');
  await chat.sees('There it is.', 'agent');
  await page.waitForSelector('copilot-chat .tail.typing', { state: 'detached' });

  await page.press('copilot-chat textarea', 'Escape');
  await agents.says('Are you there?');
  await agents.says('Hello?');
  const badge = page.locator('copilot-chat .badge');
  await eventually(async () => (await badge.textContent()) === '2');
  expect(await page.getAttribute('copilot-chat .launcher', 'aria-label')).toBe('Open chat, 2 unread');
  await page.click('copilot-chat .launcher');
  await badge.waitFor({ state: 'detached' });
});

it('the visitor ends the conversation with the team, after having been asked', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  await agents.says('Hi.');
  await chat.untilPhase('agent');
  await chat.choose('End the conversation');
  await page.click('copilot-chat .question .choice:has-text("Keep chatting")');
  await chat.untilPhase('agent');
  await chat.choose('End the conversation');
  await page.click('copilot-chat .question .choice.strong');
  await chat.untilPhase('copilot');
});

it('two tabs of a browser are in step', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  const other = new WidgetPage(await page.context().newPage());
  await other.open(scene.urlOf({ defaultOpen: true }));
  await agents.says('To both.');
  await Promise.all([chat, other].map((tab) => tab.sees('To both.', 'agent')));
  await other.say('From the other one.');
  await chat.sees('From the other one.', 'user');
  await chat.untilMarked('From the other one.', 'delivered');
  await chat.choose('End the conversation');
  await page.click('copilot-chat .question .choice.strong');
  await Promise.all([chat, other].map((tab) => tab.untilPhase('copilot')));
  expect(await other.words('user')).toEqual(await chat.words('user'));
});
