import type { Page } from 'playwright-core';
import { eventually } from '../world/http';

export type From = 'user' | 'copilot' | 'agent' | 'system';

/** Waits until the expression is true on the page; by the debugger, since a strict page evaluates nothing by itself. */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  await eventually(() => page.evaluate<boolean>(expression), { say: () => expression });
}

/** The chat on a page, with words for what a visitor does there. */
export class WidgetPage {
  readonly page: Page;
  private readonly timeoutMs: number;

  constructor(page: Page, timeoutMs = 30_000) {
    this.page = page;
    this.timeoutMs = timeoutMs;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForSelector('copilot-chat .launcher', { state: 'attached', timeout: this.timeoutMs });
  }

  async openChat(): Promise<void> {
    await this.page.click('copilot-chat .launcher');
    await this.page.waitForSelector('copilot-chat .panel:not([hidden])');
  }

  async say(text: string): Promise<void> {
    await this.page.fill('copilot-chat textarea', text);
    await this.page.press('copilot-chat textarea', 'Enter');
  }

  async choose(item: string): Promise<void> {
    await this.page.click('copilot-chat [aria-haspopup=menu]');
    await this.page.click(`copilot-chat [role=menuitem]:has-text("${item}")`);
  }

  /** Waits until the head of the chat says who has the conversation. */
  async untilPhase(phase: 'copilot' | 'transferring' | 'waiting' | 'closed' | 'agent'): Promise<void> {
    const head = this.page.locator(`copilot-chat .phase[data-phase=${phase}]`);
    await head.waitFor({ state: 'attached', timeout: this.timeoutMs });
  }

  async sees(text: string, from: From): Promise<void> {
    const shown = this.page.locator(`copilot-chat [data-from=${from}]`).filter({ hasText: text });
    await shown.first().waitFor({ state: 'attached', timeout: this.timeoutMs });
  }

  async untilMarked(text: string, mark: string): Promise<void> {
    // What an agent has seen was delivered before.
    const marks =
      mark === 'delivered' ? ':is([data-mark=delivered], [data-mark=read])' : `[data-mark=${mark}]`;
    const own = this.page.locator(`copilot-chat .message.user${marks}`).filter({ hasText: text });
    await own.first().waitFor({ state: 'attached', timeout: this.timeoutMs });
  }

  /** What is shown from one side, in order. */
  async words(from: From): Promise<string[]> {
    const inside = from === 'system' ? 'span' : '.bubble';
    const all = await this.page.locator(`copilot-chat [data-from=${from}] ${inside}`).allTextContents();
    return all.map((words) => words.trim());
  }

  /** Waits until exactly these words are shown from a side, in this order. @throws with what is shown instead */
  async untilWords(from: From, wanted: readonly string[], withinMs = this.timeoutMs): Promise<void> {
    let shown: string[] = [];
    await eventually(async () => (shown = await this.words(from)).join('\n') === wanted.join('\n'), {
      withinMs,
      say: () => `${from} shows ${JSON.stringify(shown)} instead of ${JSON.stringify(wanted)}`,
    });
  }

  /** The session of this browser, as the widget keeps it. */
  async session(): Promise<{ id: string; token: string }> {
    return await eventually(async () => {
      const kept = await this.page.evaluate<string | null>(
        "localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':session')) ?? '')",
      );
      return kept === null ? undefined : (JSON.parse(kept) as { id: string; token: string });
    });
  }
}
