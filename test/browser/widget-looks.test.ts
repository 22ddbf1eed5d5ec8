import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser/launch';
import { parcelPicture } from '../../scripts/pictures/agent-file';
import { PHONE, type Viewport } from '../support/browser';
import { openScene, type Scene } from '../support/widget/scene';
import { SAM } from '../support/world/zendesk';

jest.setTimeout(150_000);

/** With `WIDGET_PICTURES=docs/pictures` the pictures of docs/widget.md are taken anew. */
const folder = process.env['WIDGET_PICTURES'];

let scene: Scene;
let parcel: string;
beforeAll(async () => {
  scene = await openScene();
  const browser = await launchBrowser();
  const { buffer } = await parcelPicture(browser);
  await browser.close();
  parcel = buffer.toString('base64');
});
afterAll(() => scene.close());

const DESKTOP: Viewport = { width: 900, height: 760 };

it.each([
  ['widget-desktop', DESKTOP, {}],
  ['widget-phone', PHONE, {}],
  ['widget-dark-rtl', PHONE, { locale: 'ar', theme: 'dark' }],
] as const)(
  '%s: a conversation with an agent, bubbles beside their pictures, nothing over another',
  async (name, viewport, options) => {
    const { chat, page, complaints } = await scene.visitor(
      { initialMessage: 'Hey! happy to help.', defaultOpen: true, ...options },
      viewport,
    );
    await page.click('copilot-chat [aria-haspopup=menu]');
    await page.click('copilot-chat [role=menuitem]');
    await chat.untilPhase('waiting');
    const { id } = await chat.session();
    const { id: ticketId } = await scene.world.zendesk.ticketOf(scene.copilot.app.appId, id);
    await scene.world.zendesk.says(ticketId, 'Hello, this is Sam. Let me look where your parcel is.');
    await chat.untilPhase('agent');
    const attachment = { name: 'parcel-4711.png', dataBase64: parcel };
    const actions = [
      { type: 'reply', text: 'Yes, thank you', payload: 'yes' },
      { type: 'reply', text: 'Not quite', payload: 'no' },
    ];
    await scene.world.zendesk.act(ticketId, 'messages', {
      agentId: SAM,
      text: 'It is **in your town** already.',
      attachment,
    });
    await chat.sees('in your town', 'agent');
    await chat.say('That was quick!');
    await chat.untilMarked('That was quick!', 'delivered');
    await scene.world.zendesk.act(ticketId, 'messages', { agentId: SAM, text: 'Does this help?', actions });
    await chat.sees('Does this help?', 'agent');
    await page.waitForTimeout(500);
    expect(await page.evaluate(OVERLAPS)).toEqual([]);
    expect(complaints).toEqual([]);
    await picture(page, name);
    await scene.browser.closePages();
  },
);

async function picture(page: Page, name: string): Promise<void> {
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Bubbles, files and choices that lie over one another, or stick out of the conversation. */
const OVERLAPS = `(() => {
  const root = document.querySelector('copilot-chat').shadowRoot;
  const log = root.querySelector('.log').getBoundingClientRect();
  const boxes = [...root.querySelectorAll('.bubble, .attachment, .choice, .notice span')].map((element) => ({
    words: element.textContent, box: element.getBoundingClientRect(),
  }));
  const bad = [];
  for (const [index, one] of boxes.entries()) {
    if (one.box.left < log.left || one.box.right > log.right) bad.push(one.words + ' sticks out');
    for (const other of boxes.slice(index + 1)) {
      const over = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 1 &&
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 1;
      if (over) bad.push(one.words + ' lies over ' + other.words);
    }
  }
  return bad;
})()`;
