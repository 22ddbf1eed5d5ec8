import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExample, type Example } from '../../examples/copilot-backend/server';
import {
  accessibilityFaults,
  DESKTOP,
  focusedId,
  LONG_WORD,
  openBrowser,
  overhangPx,
  PHONE,
  tabTo,
  type TestBrowser,
} from '../support/browser';

jest.setTimeout(60_000);

let browser: TestBrowser;
let example: Example;
let dir: string;

/** Without credentials and without an API: the bot alone. */
const start = (port: number) =>
  startExample({
    port,
    apiUrl: 'http://127.0.0.1:9',
    credentials: join(dir, 'none.json'),
    journalFile: null,
    log: () => undefined,
  });

beforeAll(async () => {
  browser = await openBrowser();
  dir = await mkdtemp(join(tmpdir(), 'chat-page-'));
  example = await start(0);
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser.close();
  await example.close();
  await rm(dir, { recursive: true, force: true });
});

describe('chat page', () => {
  it.each([DESKTOP, PHONE])(
    'has no serious accessibility fault and does not scroll sideways: %j',
    async (viewport) => {
      const { page } = await browser.newPage(viewport);
      await page.goto(example.url);
      await page.getByText('What are your opening hours?').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhangPx(page)).toBeLessThanOrEqual(0);
      await page.fill('#text', LONG_WORD);
      await page.press('#text', 'Enter');
      await page.locator('.message.copilot').nth(0).waitFor();
      expect(await overhangPx(page)).toBeLessThanOrEqual(0);
      expect(await accessibilityFaults(page)).toEqual([]);
    },
  );

  it('is used by keyboard alone: a suggestion, an answer, a second question by Enter', async () => {
    const { page } = await browser.newPage();
    await page.goto(example.url);
    await tabTo(page, '#suggestions button');
    await page.keyboard.press('Enter');
    await page.locator('.message.copilot').filter({ hasText: 'Monday to Friday' }).waitFor();
    expect(await focusedId(page)).toBe('text');
    await page.keyboard.type('And what does it cost?');
    await page.keyboard.press('Enter');
    await page.locator('.message.copilot').filter({ hasText: 'Starter plan' }).waitFor();
  });

  it('says when no human can be reached yet, and keeps what is written while the server is away', async () => {
    const { page } = await browser.newPage();
    await page.goto(example.url);
    await page.locator('#banner').filter({ hasText: 'Waiting for credentials' }).waitFor();
    const { port } = new URL(example.url);
    await example.close();
    await page.locator('#banner').filter({ hasText: 'No connection' }).waitFor();
    await page.fill('#text', 'What are your prices?');
    await page.press('#text', 'Enter');
    await page.locator('.message.user .mark').filter({ hasText: 'Sending' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    example = await start(Number(port));
    await page.locator('.message.copilot').filter({ hasText: 'Starter plan' }).waitFor();
  });
});
