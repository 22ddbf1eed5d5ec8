import type { Locator, Page } from 'playwright-core';

/** What an account of Zendesk gives its admin for the dialog. */
export interface Account {
  subdomain: string;
  appId: string;
  keyId: string;
  secret: string;
}

/** The settings page as an admin uses it: by labels and names, never by its markup. */
export class SettingsPage {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, apiUrl: string, patienceMs: number) {
    this.page = page;
    this.#url = `${apiUrl}/settings`;
    page.setDefaultTimeout(patienceMs);
  }

  async open(path = ''): Promise<void> {
    await this.page.goto(this.#url + path);
  }

  async signIn(token: string): Promise<void> {
    await this.page.getByLabel('Admin token').fill(token);
    await this.press('Sign in');
    await this.heading('Copilots');
  }

  async heading(name: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Copilot' }).getByRole('link', { name }).click();
  }

  /** Answers the browser's own question, which comes next. Returns its words. */
  async answerQuestion(answer: 'stay' | 'leave'): Promise<string> {
    const dialog = await this.page.waitForEvent('dialog');
    const words = dialog.message();
    await (answer === 'leave' ? dialog.accept() : dialog.dismiss());
    return words;
  }

  /** The value of a secret that is shown once. */
  async shown(label: string): Promise<string> {
    const row = this.page.getByRole('alertdialog').locator('.copyable', { hasText: label });
    return (await row.locator('code').textContent()) ?? '';
  }

  /** Makes a copilot and opens it. */
  async createCopilot(name: string): Promise<{ id: string; apiKey: string; callbackSecret: string }> {
    await this.open('/copilots');
    await this.press('Create a copilot');
    await this.field('Name').fill(name);
    await this.press('Create');
    await this.page.getByRole('alertdialog', { name: 'Copy this now' }).waitFor();
    const secrets = {
      apiKey: await this.shown('API key'),
      callbackSecret: await this.shown('Callback secret'),
    };
    await this.press('I have copied it');
    await this.page.getByRole('link', { name, exact: true }).click();
    await this.heading(name);
    return { id: new URL(this.page.url()).pathname.split('/')[3] ?? '', ...secrets };
  }

  /** Opens the dialog on the page of the integration and fills it in. */
  async fillConnect(account: Account): Promise<void> {
    await this.press('Connect with Zendesk');
    await this.field('Subdomain').fill(account.subdomain);
    await this.field('App ID').fill(account.appId);
    await this.field('Key ID').fill(account.keyId);
    await this.field('Secret key').fill(account.secret);
  }

  async connect(account: Account): Promise<void> {
    await this.tab('Integrations: Zendesk');
    await this.fillConnect(account);
    await this.press('Verify & Save');
    await this.page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
    await this.press('Close');
  }

  /** One line of the checklist, when it is in this state. */
  async check(name: string, state: 'passed' | 'warning' | 'failed' | 'not_checked'): Promise<string> {
    const line = this.page.locator(`[data-check="${name}"][data-state="${state}"]`).first();
    await line.waitFor();
    return (await line.textContent()) ?? '';
  }
}
