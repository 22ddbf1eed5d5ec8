import type { Page } from 'playwright-core';

export type Phase = 'copilot' | 'requested' | 'opening' | 'waiting' | 'active';

/** The example's chat page with words for what a visitor does there. */
export class ChatPage {
  readonly page: Page;
  private readonly timeoutMs: number;

  constructor(page: Page, timeoutMs = 20_000) {
    this.page = page;
    this.timeoutMs = timeoutMs;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForSelector('#state');
  }

  async say(text: string): Promise<void> {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Enter');
  }

  /** Waits until the head of the page shows who is in control. */
  async untilPhase(...phases: Phase[]): Promise<void> {
    await this.page.waitForSelector(phases.map((phase) => `#state[data-phase=${phase}]`).join(), {
      timeout: this.timeoutMs,
    });
  }

  /** Waits for a message; `from` as the page marks it. */
  async sees(text: string, from: 'agent' | 'copilot' | 'user' | 'system'): Promise<void> {
    const bubble = this.page.locator(`.message.${from} .bubble`).filter({ hasText: text });
    await bubble.first().waitFor({ timeout: this.timeoutMs });
  }

  /** Waits until what the user said bears the mark. */
  async untilMarked(text: string, mark: string): Promise<void> {
    const message = this.page.locator('.message.user').filter({ hasText: text });
    await message.locator('.mark').filter({ hasText: mark }).first().waitFor({ timeout: this.timeoutMs });
  }

  /** What is shown from one side, in order. */
  async words(from: 'agent' | 'copilot' | 'user'): Promise<string[]> {
    return await this.page.locator(`.message.${from} .bubble`).allTextContents();
  }

  async sessionId(): Promise<string> {
    return await this.page.evaluate<string>("localStorage.getItem('copilot-session')");
  }
}
