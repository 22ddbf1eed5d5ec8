// Takes the pictures of docs/settings.md against a running `npm start`, whose ports and DATA_DIR are in the environment.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { AgentPage } from './browser/agent-page';
import { launchBrowser } from './browser/launch';
import { SettingsPage, type Account } from './browser/settings-page';
import { ROOT } from './processes/spawn-part';
import { callJson, expectStatus } from './start/http-json';
import { loadSecrets } from './start/secrets';
import { readSettings } from './start/settings';

const FOLDER = join(ROOT, 'docs', 'pictures');
const WINDOW = { width: 1100, height: 860 };
const PATIENCE_MS = 40_000;
/** The monitor asks Zendesk within a minute. */
const MONITOR_MS = 90_000;

async function main(): Promise<void> {
  const { apiPort, simulatorPort, dataDir } = readSettings();
  const { adminToken } = await loadSecrets(dataDir);
  const simulatorUrl = `http://localhost:${simulatorPort}`;
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    const newPage = async (): Promise<Page> =>
      await browser.newPage({ viewport: WINDOW, deviceScaleFactor: 1.5, locale: 'en-GB' });
    const settings = new SettingsPage(await newPage(), `http://localhost:${apiPort}`, PATIENCE_MS);
    await settings.open();
    await settings.signIn(adminToken);
    await settings.createCopilot('Acme shop bot');
    await copilot(settings);
    await connect(settings, await newAccount(simulatorUrl));
    await preferences(settings);
    await testHandoff(settings, new AgentPage(await newPage(), PATIENCE_MS), simulatorUrl);
  } finally {
    await browser.close();
  }
}

async function copilot(settings: SettingsPage): Promise<void> {
  const { page } = settings;
  await settings.field('Callback URL').fill('https://bot.example.com/callbacks');
  await settings.field('Bot URL').fill('https://bot.example.com/bot');
  await settings.field('Allowed origins').fill('https://www.example.com');
  await settings.press('Save');
  await page.getByText('Saved.').waitFor();
  await settings.press('Create an identity secret');
  await settings.press('I have copied it');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await whole(page, 'settings-copilot');
}

async function connect(settings: SettingsPage, account: Account): Promise<void> {
  const dialog = settings.page.getByRole('dialog');
  await settings.tab('Integrations: Zendesk');
  await settings.fillConnect({ ...account, subdomain: 'https://acme.zendesk.com' });
  await dialog.getByText('Only the first part').waitFor();
  await save(settings.page, 'settings-connect');
  await settings.field('Subdomain').fill(account.subdomain);
  await settings.field('Secret key').fill('not-the-secret');
  await settings.press('Verify & Save');
  await settings.check('credentials', 'failed');
  await settings.page.setViewportSize({ ...WINDOW, height: 1320 });
  await save(settings.page, 'settings-checklist-failed');
  await settings.page.setViewportSize(WINDOW);
  await settings.field('Secret key').fill(account.secret);
  await settings.press('Verify & Save');
  await dialog.getByText('Connected.', { exact: false }).waitFor();
  await save(settings.page, 'settings-checklist');
  await settings.press('Close');
}

async function preferences(settings: SettingsPage): Promise<void> {
  const { page } = settings;
  await settings.tab('Handoff preferences');
  await settings.field('Tags').fill('vip, from_bot');
  await page.getByLabel('Priority').selectOption('high');
  await settings.press('Add a field');
  await settings.field('Field id 1').fill('3584154321999');
  await settings.field('Value 1').fill('Asked by {{user.name}}');
  await page.getByText("Asked by Widget User's Name").waitFor();
  await page.evaluate('scrollTo(0, 0)');
  await save(page, 'settings-preferences');
  await settings.press('Save preferences');
  await page.getByText('It holds for the next handoff.').waitFor();
}

async function testHandoff(settings: SettingsPage, desk: AgentPage, simulatorUrl: string): Promise<void> {
  const { page } = settings;
  await settings.tab('Health');
  await settings.press('Send a test handoff');
  await page.locator('[data-step=agent_workspace][data-state=done]').waitFor();
  // What was to be told then fails, so that there is something to be sent again.
  const handoff = page.url();
  await settings.tab('Copilot');
  await settings.field('Callback URL').fill('');
  await settings.press('Save');
  await page.getByText('Saved.').waitFor();
  await page.goto(handoff);
  await desk.open(simulatorUrl);
  await desk.openLiveTicket();
  await desk.answerAs('Sam Rivera');
  await desk.say('Hello, this is Sam: the test has arrived.');
  await page.locator('.timeline').getByText('this is Sam').waitFor();
  await page.locator('.timeline').getByText('failed').first().waitFor();
  await whole(page, 'settings-timeline');
  await settings.tab('Health');
  await page.getByRole('button', { name: 'Send handoff.started' }).waitFor();
  await page.getByText('Last event').waitFor();
  await page.getByText('Zendesk was last asked').waitFor({ timeout: MONITOR_MS });
  await whole(page, 'settings-health');
  await page.setViewportSize({ width: 360, height: 740 });
  await save(page, 'settings-health-phone');
  await desk.submitAs('closed');
}

async function newAccount(simulatorUrl: string): Promise<Account> {
  const made = await callJson('POST', `${simulatorUrl}/simulator/apps`, { body: { subdomain: 'acme-shop' } });
  return expectStatus(made, [200, 201], 'making an account')['app'] as Account;
}

async function save(page: Page, name: string, fullPage = false): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage });
  console.log(`docs/pictures/${name}.png`);
}

/** The page from its beginning to its end. */
async function whole(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await save(page, name, true);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
