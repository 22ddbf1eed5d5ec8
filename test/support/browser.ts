import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser/launch';
import { eventually } from './world/http';

export interface Viewport {
  width: number;
  height: number;
}

export const DESKTOP: Viewport = { width: 1280, height: 800 };
export const PHONE: Viewport = { width: 360, height: 740 };

/** No place to break it. */
export const LONG_WORD = 'Donaudampfschifffahrtsgesellschaft'.repeat(6);

export interface TestPage {
  page: Page;
  /** What the page complained about: thrown errors, refused resources, violations of its content policy. */
  complaints: string[];
}

/** One Chromium for a test file; every page has a storage of its own. */
export async function openBrowser() {
  const browser: Browser = await launchBrowser();
  const contexts: BrowserContext[] = [];
  return {
    async newPage(viewport: Viewport = DESKTOP): Promise<TestPage> {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'en-GB' });
      contexts.push(context);
      // By the debugger, because the content policy of our pages lets no foreign script in.
      await context.addInitScript({ content: axe.source });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      return { page, complaints };
    },
    /** Closes the pages of the test that is over. */
    async closePages(): Promise<void> {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    },
    close: () => browser.close(),
  };
}
export type TestBrowser = Awaited<ReturnType<typeof openBrowser>>;

/** What axe-core finds serious or critical on the page as it stands, in words; best is an empty list. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<{ violations: axe.Result[] }>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** How many pixels the page is wider than its window; one may not have to scroll sideways. */
export async function overhangPx(page: Page): Promise<number> {
  return await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}

/** The id of the element that has the keyboard. */
export async function focusedId(page: Page): Promise<string> {
  return await page.evaluate<string>('document.activeElement?.id ?? ""');
}

/** Goes by the Tab key until the element has the keyboard: every step of the way is what a person would take. */
export async function tabTo(page: Page, selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const isThere = () =>
    page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`);
  let steps = 0;
  await eventually(async () => {
    if (await isThere()) return true;
    if ((steps += 1) > 60) throw new Error(`${selector} is not reached by ${key}`);
    await page.keyboard.press(key);
    return isThere();
  });
}
