// `npm run pictures`: plays the conversation of the README against a running `npm start`, and takes its pictures.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { AgentPage } from './browser/agent-page';
import { ChatPage } from './browser/chat-page';
import { launchBrowser } from './browser/launch';
import { parcelPicture } from './pictures/agent-file';
import { SCALE, sideBySide } from './pictures/compose';
import { detailsPicture, timelinePicture } from './pictures/temporal';
import { ROOT } from './processes/spawn-part';
import { readSettings } from './start/settings';

const FOLDER = join(ROOT, 'docs', 'pictures');
const CHAT = { width: 430, height: 960 };
const DESK = { width: 1200, height: 960 };
/** As long as a person would take, so that the timeline in the Temporal UI is one of a conversation. */
const BREATH_MS = 1_500;

async function main(): Promise<void> {
  const settings = readSettings();
  const browser = await launchBrowser();
  try {
    const chat = new ChatPage(await newPage(browser, CHAT));
    const desk = new AgentPage(await newPage(browser, DESK));
    await chat.open(`http://localhost:${settings.examplePort}`);
    await desk.open(`http://localhost:${settings.simulatorPort}`);
    const pictureOfBoth = async (name: string): Promise<void> => {
      await chat.page.waitForTimeout(BREATH_MS);
      const shots = [
        { title: 'Chat page: the visitor', png: await chat.page.screenshot(), widthPx: CHAT.width },
        { title: 'Agent Workspace: the agent', png: await desk.page.screenshot(), widthPx: DESK.width },
      ];
      await save(name, await sideBySide(browser, shots));
    };

    await askForHuman(chat);
    await talk(chat, desk, browser);
    await pictureOfBoth('handoff.png');
    const look = { settings, sessionId: await chat.sessionId(), page: await newPage(browser, DESK) };
    await save('temporal-details.png', await detailsPicture(look));

    await desk.submitAs('closed');
    await chat.untilPhase('copilot');
    await chat.say('Thanks!');
    await chat.sees('You are welcome', 'copilot');
    await pictureOfBoth('handoff-ended.png');
    await save('temporal.png', await timelinePicture(look));
  } finally {
    await browser.close();
  }
}

async function askForHuman(chat: ChatPage): Promise<void> {
  await chat.say('Where is my order?');
  await chat.sees('Orders leave us', 'copilot');
  await chat.page.waitForTimeout(BREATH_MS);
  await chat.say('Can I talk to a human?');
  await chat.untilPhase('waiting');
}

async function talk(chat: ChatPage, desk: AgentPage, browser: Browser): Promise<void> {
  await desk.openLiveTicket();
  await desk.answerAs('Sam Rivera');
  await chat.page.waitForTimeout(BREATH_MS);
  await desk.say('Hello, this is Sam. I am looking at your order now.');
  await chat.sees('this is Sam', 'agent');
  await chat.page.waitForTimeout(BREATH_MS);
  await chat.say('It is number 4711, ordered on Monday.');
  await desk.sees('number 4711', 'user');
  await chat.page.waitForTimeout(BREATH_MS);
  await desk.sendFile(await parcelPicture(browser), 'Good news: it comes today.');
  await chat.sees('it comes today', 'agent');
  await chat.page.waitForSelector('.file img');
  await chat.page.waitForTimeout(BREATH_MS);
  await chat.say('Great, that is all I needed.');
  await chat.untilMarked('all I needed', 'Delivered');
}

async function newPage(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, deviceScaleFactor: SCALE, locale: 'en-GB' });
  return await context.newPage();
}

async function save(name: string, png: Buffer): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, name), png);
  console.log(`docs/pictures/${name}: ${Math.round(png.length / 1024)} KB`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const words = error instanceof Error ? error.message : String(error);
    console.error(words);
    if (words.includes('ERR_CONNECTION_REFUSED')) {
      console.error('Is `npm start` running, with the same ports in the environment?');
    }
    process.exit(1);
  },
);
