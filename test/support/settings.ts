import { SettingsPage, type Account } from '../../scripts/browser/settings-page';
import { openBrowser, type TestBrowser, type Viewport } from './browser';
import { startDemo, type Demo } from './demo';
import { json } from './world/http';
import { startReceiver } from './world/receiver';

export const PATIENCE_MS = 30_000;

/** `npm start` with the settings page in a browser. */
export async function openSettings() {
  const receiver = await startReceiver();
  const [demo, browser]: [Demo, TestBrowser] = await Promise.all([
    startDemo({ OUTBOUND_ALLOW: receiver.host }),
    openBrowser(),
  ]);
  const adminToken = /Admin token\s+(\S+)/.exec(demo.output())?.[1] ?? '';
  return {
    demo,
    browser,
    adminToken,
    /** A bot server that may be called. */
    receiver,
    /** A page of its own session, signed in unless told otherwise. */
    async newSettings(options: { viewport?: Viewport; signIn?: boolean } = {}) {
      const { page, complaints } = await browser.newPage(options.viewport);
      const settings = new SettingsPage(page, demo.apiUrl, PATIENCE_MS);
      await settings.open();
      if (options.signIn !== false) await settings.signIn(adminToken);
      return { settings, page, complaints };
    },
    /** An account of the simulated Zendesk that nobody is connected to. */
    async newAccount(draft: Record<string, unknown> = {}): Promise<SimulatedAccount> {
      const made = await json<{ app: SimulatedAccount }>(
        'POST',
        `${demo.simulatorUrl}/simulator/apps`,
        draft,
      );
      return made.body.app;
    },
    /** What an admin of Zendesk does to the account. */
    async changeAccount(appId: string, change: Record<string, unknown>): Promise<void> {
      await json('PATCH', `${demo.simulatorUrl}/simulator/apps/${appId}`, change);
    },
    /** The admin API as automation uses it. */
    async admin<T>(method: string, path: string, body?: unknown): Promise<T> {
      const url = `${demo.apiUrl}/api/v1/admin${path}`;
      return (await json<T>(method, url, body, { authorization: `Bearer ${adminToken}` })).body;
    },
    async close(): Promise<void> {
      await browser.close();
      await demo.close();
      await receiver.close();
    },
  };
}
export type Settings = Awaited<ReturnType<typeof openSettings>>;

export interface SimulatedAccount extends Account {
  integrationKeyId: string;
  supportEmail: string;
  supportToken: string;
}

/** A refused call is part of many of these tests; Chromium notes each as an error. */
export function unexpected(complaints: readonly string[]): string[] {
  return complaints.filter(
    (line) => !/the server responded with a status of (401|404|409|422|429)/.test(line),
  );
}
