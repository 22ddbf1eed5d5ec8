import { AgentPage } from '../../scripts/browser/agent-page';
import { ChatPage } from '../../scripts/browser/chat-page';
import { accessibilityFaults, openBrowser, type TestBrowser, type TestPage } from '../support/browser';
import { startDemo, type Demo, type DemoPart } from '../support/demo';
import { eventually } from '../support/world/http';

jest.setTimeout(240_000);

/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PATIENCE_MS = 60_000;

let demo: Demo;
let browser: TestBrowser;
let chat: ChatPage;
let desk: AgentPage;
let opened: TestPage[];

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
  opened = [await browser.newPage({ width: 520, height: 800 }), await browser.newPage()];
  const [visitor, agent] = opened.map(({ page }) => page);
  if (visitor === undefined || agent === undefined) throw new Error('no pages');
  chat = new ChatPage(visitor, PATIENCE_MS);
  desk = new AgentPage(agent, PATIENCE_MS);
  await chat.open(demo.chatUrl);
  await desk.open(demo.simulatorUrl);
});
afterAll(async () => {
  await browser.close();
  await demo.close();
});

it('npm start: the user of product.txt asks for a human, gets one with name, picture and file, and is given back to the bot', async () => {
  await chat.say('What are your opening hours?');
  await chat.sees('from Monday to Friday', 'copilot');
  await chat.say('Can I talk to a human?');
  await chat.untilPhase('waiting');

  await desk.openLiveTicket();
  const properties = await desk.properties();
  for (const expected of [
    "Widget User's Name",
    'widget.user.email@example.com',
    'my_tag1',
    'my_tag2',
    '3584154321651\nSome value',
    '765484654312\nUser-specific value',
  ]) {
    expect(properties.replaceAll(/\n+/g, '\n')).toContain(expected);
  }
  expect(await desk.words('user')).toContain('Can I talk to a human?');

  await desk.answerAs('Sam Rivera');
  await desk.say('Hello, this is Sam.');
  await chat.sees('Hello, this is Sam.', 'agent');
  await chat.untilPhase('active');
  expect(await chat.page.textContent('#who')).toBe('Sam Rivera');
  expect(await chat.page.locator('.message.agent .meta').first().textContent()).toContain('Sam Rivera');
  await loaded('.message.agent .picture img');

  await desk.sendFile({ name: 'robot.png', mimeType: 'image/png', buffer: PIXEL }, 'See this.');
  await chat.sees('See this.', 'agent');
  await loaded('.message.agent .file img[alt="robot.png"]');

  await chat.say('My order is late.');
  await desk.sees('My order is late.', 'user');
  await chat.untilMarked('My order is late.', 'Delivered');
  expect(await accessibilityFaults(chat.page)).toEqual([]);
  expect(await accessibilityFaults(desk.page)).toEqual([]);

  await desk.submitAs('closed');
  await chat.untilPhase('copilot');
  await chat.say('Thanks!');
  await chat.sees('You are welcome', 'copilot');
  expect(opened.flatMap(({ complaints }) => complaints.filter(isOurs))).toEqual([]);
});

it('API docs: the page shows every call, without a violation of its content policy', async () => {
  const { page, complaints } = await browser.newPage();
  await page.goto(`${demo.apiUrl}/api/docs`);
  await page.getByText('/api/v1/handoffs', { exact: true }).first().waitFor();
  expect(await page.locator('.opblock').count()).toBeGreaterThan(20);
  await page.locator('.opblock').first().click();
  await page.locator('.opblock-body').first().waitFor();
  expect(complaints).toEqual([]);
});

describe('kill -9 in the middle of a conversation', () => {
  const fromUser: string[] = [];
  const fromAgent: string[] = [];
  const userSays = async (text: string) => {
    fromUser.push(text);
    await chat.say(text);
  };
  const agentSays = async (text: string) => {
    fromAgent.push(text);
    await desk.say(text);
  };

  beforeAll(async () => {
    await chat.page.click('#fresh');
    await chat.page.waitForSelector('.message.copilot, #suggestions:not([hidden])');
    await chat.say('Can I talk to a human?');
    await chat.untilPhase('waiting');
    await desk.openLiveTicket();
    await agentSays('agent at the start');
    await chat.sees('agent at the start', 'agent');
    await userSays('user at the start');
    await desk.sees('user at the start', 'user');
  });

  const parts: DemoPart[] = ['app', 'simulator', 'temporal', 'example'];
  it.each(parts)('of %s: both sides go on where they were, nothing lost, nothing twice', async (part) => {
    await userSays(`user just before ${part} dies`);
    await demo.kill9(part);
    await userSays(`user while ${part} is away`);
    // The agent's own page is the simulator's: it says so when it cannot send.
    if (part !== 'simulator') await agentSays(`agent while ${part} is away`);
    await demo.isBack(part);
    await desk.page.waitForSelector('.connection[data-state=live]', { timeout: PATIENCE_MS });
    await userSays(`user after ${part} is back`);
    await agentSays(`agent after ${part} is back`);

    await desk.sees(`user after ${part} is back`, 'user');
    await chat.sees(`agent after ${part} is back`, 'agent');
    await chat.untilMarked(`user after ${part} is back`, 'Delivered');
    await chat.untilPhase('active');
    // What Zendesk sends again or a pull finds comes later than what was said after it, and is put in its place.
    await same(() => chat.words('agent'), fromAgent);
    await same(async () => (await desk.words('user')).slice(-fromUser.length), fromUser);
    expect(await chat.page.locator('.mark.failed').count()).toBe(0);
  });

  it('and the agent closes the ticket: the bot is back', async () => {
    await desk.submitAs('closed');
    await chat.untilPhase('copilot');
    await chat.say('Thanks!');
    await chat.sees('You are welcome', 'copilot');
  });
});

/** Waits until the page shows exactly this. */
async function same(look: () => Promise<string[]>, wanted: string[]): Promise<void> {
  await eventually(async () => (await look()).join() === wanted.join(), { withinMs: PATIENCE_MS }).catch(
    () => undefined,
  );
  expect(await look()).toEqual(wanted);
}

/** Waits until a picture on the chat page is not only there but shown. */
async function loaded(selector: string): Promise<void> {
  await chat.page.locator(selector).first().waitFor({ timeout: PATIENCE_MS });
  const image = `document.querySelector(${JSON.stringify(selector)})`;
  expect(
    await chat.page.evaluate<number>(`${image}.decode().then(() => ${image}.naturalWidth)`),
  ).toBeGreaterThan(0);
}

/** product.txt's avatar is an address that does not exist; a page may say so. */
function isOurs(complaint: string): boolean {
  return !complaint.includes('link.to.avatar') && !complaint.includes('ERR_NAME_NOT_RESOLVED');
}
