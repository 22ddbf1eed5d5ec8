import type { Page } from 'playwright-core';

export interface AgentFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The simulator's Agent Workspace with words for what an agent does there. */
export class AgentPage {
  readonly page: Page;
  private readonly timeoutMs: number;

  constructor(page: Page, timeoutMs = 20_000) {
    this.page = page;
    this.timeoutMs = timeoutMs;
  }

  async open(simulatorUrl: string): Promise<void> {
    await this.page.goto(`${simulatorUrl}/workspace`);
    await this.page.waitForSelector('.connection[data-state=live]', { timeout: this.timeoutMs });
  }

  /** Opens the newest ticket that is live. */
  async openLiveTicket(): Promise<void> {
    const row = this.page.locator('.row').filter({ has: this.page.locator('.chip.live') });
    await row.first().click({ timeout: this.timeoutMs });
    await this.page.waitForSelector('#ticket:not([hidden])', { timeout: this.timeoutMs });
  }

  async answerAs(name: string): Promise<void> {
    await this.page.selectOption('#agent', { label: name });
  }

  async say(text: string): Promise<void> {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Enter');
  }

  async sendFile(file: AgentFile, text: string): Promise<void> {
    await this.page.setInputFiles('#file', file);
    await this.page.waitForSelector('#file-chip:not([hidden])', { timeout: this.timeoutMs });
    await this.say(text);
  }

  /** Waits for a message in the ticket. */
  async sees(text: string, from: 'user' | 'business'): Promise<void> {
    const bubble = this.page.locator(`.entry.${from} .bubble`).filter({ hasText: text });
    await bubble.first().waitFor({ timeout: this.timeoutMs });
  }

  async words(from: 'user' | 'business'): Promise<string[]> {
    return await this.page.locator(`.entry.${from} .bubble`).allTextContents();
  }

  /** Everything that stands at the right, as text. */
  async properties(): Promise<string> {
    return await this.page.locator('#properties').innerText();
  }

  /** Submits the ticket as open, pending, solved or closed. */
  async submitAs(status: 'open' | 'pending' | 'solved' | 'closed'): Promise<void> {
    await this.page.click(`.submit-as [data-status=${status}]`);
  }
}
