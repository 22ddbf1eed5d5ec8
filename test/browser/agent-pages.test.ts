import type { Page } from 'playwright-core';
import { startSimulator } from '../../simulator/server';
import { openScene, type Scene } from '../http/simulator/scene';
import { connect, handoff, say, talk } from '../http/simulator/steps';
import {
  accessibilityFaults,
  focusedId,
  openBrowser,
  overhangPx,
  LONG_WORD,
  PHONE,
  tabTo,
  type TestBrowser,
} from '../support/browser';

jest.setTimeout(60_000);

let browser: TestBrowser;
let scene: Scene;
let who: Awaited<ReturnType<typeof talk>>;
let ticketId: string;

beforeAll(async () => {
  browser = await openBrowser();
  scene = await openScene();
  await connect(scene, { name: 'us' });
  who = await talk(scene, { sessionId: 's1' });
  ticketId = await handoff(scene, who, { 'dataCapture.systemField.tags': 'my_tag1,my_tag2' });
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser.close();
  await scene.close();
});

const workspace = () => `${scene.simulator.url}/workspace`;
const live = (page: Page) => page.waitForSelector('.connection[data-state=live]');

describe('agent page', () => {
  it('has no serious accessibility fault: list, ticket, note, menu of actions', async () => {
    const { page, complaints } = await browser.newPage();
    await page.goto(workspace());
    await page.waitForSelector('.row');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('.row');
    await page.waitForSelector('#ticket:not([hidden])');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('text=Internal note');
    await page.click('#more summary');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is used by keyboard alone: list, ticket, answer by Enter, new line by Shift+Enter, status, menu and back', async () => {
    const { page } = await browser.newPage();
    await page.goto(workspace());
    await page.waitForSelector('.row');
    await tabTo(page, '.row');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#ticket:not([hidden])');
    await tabTo(page, '#text');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('alone');
    await page.keyboard.press('Enter');
    await page.locator('.entry.business .bubble').filter({ hasText: 'By keyboard\nalone' }).waitFor();
    expect(await page.inputValue('#text')).toBe('');
    expect(await focusedId(page)).toBe('text');
    await tabTo(page, '[data-status=pending]');
    await page.keyboard.press('Space');
    await page.waitForSelector('#ticket-line .chip.pending');
    await tabTo(page, '#more summary', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#more[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#more:not([open])');
  });

  it('360 px wide: list, ticket and details fit without scrolling sideways', async () => {
    await say(scene, who.conversationId, LONG_WORD, who.externalId);
    const { page } = await browser.newPage(PHONE);
    await page.goto(workspace());
    await page.waitForSelector('.row');
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await page.click('.row');
    await page.locator('.bubble').filter({ hasText: LONG_WORD }).waitFor();
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    expect(
      await page
        .locator('.log')
        .evaluate((log: { scrollWidth: number; clientWidth: number }) => log.scrollWidth - log.clientWidth),
    ).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('#details');
    await page.waitForSelector('#properties');
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await page.click('#details-close');
    await page.click('#back');
    await page.locator('.row').first().waitFor();
  });

  it('empty: says what to do; a ticket that is not there is said to be so', async () => {
    const empty = await startSimulator({ logLevel: 'silent' });
    try {
      const { page } = await browser.newPage();
      await page.goto(`${empty.url}/workspace`);
      await page.getByText('No tickets yet').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    } finally {
      await empty.close();
    }
    const { page } = await browser.newPage();
    await page.goto(`${workspace()}#/tickets/999`);
    await page.getByText('Ticket #999 is not here.').waitFor();
  });

  it('its server away: the page says so and goes on by itself', async () => {
    const mortal = await startSimulator({ logLevel: 'silent' });
    const { page } = await browser.newPage();
    await page.goto(`${mortal.url}/workspace`);
    await live(page);
    await mortal.close();
    await page.getByText('Connection lost').waitFor();
    const again = await startSimulator({ logLevel: 'silent', port: mortal.port });
    await live(page);
    await again.close();
  });

  it('a refused answer is told in words and given back to be sent again', async () => {
    const { page } = await browser.newPage();
    await page.goto(`${workspace()}#/tickets/${ticketId}`);
    await page.waitForSelector('#ticket:not([hidden])');
    await page.route('**/messages', (route) =>
      route.fulfill({ status: 422, json: { error: { code: 'invalid', message: 'the text is not liked' } } }),
    );
    await page.fill('#text', 'Keep me');
    await page.keyboard.press('Enter');
    await page.locator('.toast').filter({ hasText: 'the text is not liked' }).waitFor();
    expect(await page.inputValue('#text')).toBe('Keep me');
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('page of fault rules', () => {
  it('has no serious accessibility fault and fits 360 px, empty and with rules', async () => {
    const { page, complaints } = await browser.newPage(PHONE);
    await page.goto(`${workspace()}/faults`);
    await page.getByText('No rule: the simulator behaves.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Zendesk answers 503' }).click();
    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.locator('.rule').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No rule: the simulator behaves.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('is used by keyboard alone; a rule that is refused says why', async () => {
    const { page } = await browser.newPage();
    await page.goto(`${workspace()}/faults`);
    await page.getByText('No rule: the simulator behaves.').waitFor();
    await page.getByRole('button', { name: 'Webhooks doubled' }).focus();
    await page.keyboard.press('Enter');
    await tabTo(page, '#form .primary');
    await page.keyboard.press('Enter');
    await page.locator('.rule').filter({ hasText: 'sent twice' }).waitFor();
    await page.locator('.rule button').focus();
    await page.keyboard.press('Enter');
    await page.getByText('No rule: the simulator behaves.').waitFor();
    await page.route('**/simulator/faults', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 400, json: { error: { code: 'bad', message: 'no such rule' } } })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.locator('.toast').filter({ hasText: 'no such rule' }).waitFor();
  });
});
