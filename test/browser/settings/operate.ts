import type { CallbackDelivery } from '../../../contract/admin';
import { AgentPage } from '../../../scripts/browser/agent-page';
import { accessibilityFaults, overhangPx, PHONE } from '../../support/browser';
import { PATIENCE_MS, unexpected, type Settings } from '../../support/settings';
import { json } from '../../support/world/http';

export function aboutOperating(world: () => Settings): void {
  /** The monitor asks within a minute. */
  const MINUTE_MS = 75_000;

  async function openConnected(options: Parameters<Settings['newSettings']>[0] = {}) {
    const opened = await world().newSettings(options);
    const account = await world().newAccount();
    const copilot = await opened.settings.createCopilot(`Bot ${Date.now()}`);
    await opened.settings.connect(account);
    const start = (sessionId: string) =>
      json<{ handoff: { id: string } }>(
        'POST',
        `${world().demo.apiUrl}/api/v1/handoffs`,
        { sessionId, user: { name: 'Jane Doe', email: 'jane@example.com' }, reason: 'user_request' },
        { authorization: `Bearer ${copilot.apiKey}` },
      );
    return { ...opened, account, copilot, start };
  }

  it('R55: a test handoff makes a real ticket, shows each step while an agent answers, and its whole life in one place', async () => {
    const { settings, page, complaints } = await openConnected();
    await settings.tab('Health');
    await settings.press('Send a test handoff');
    await page.locator('[data-step=agent_workspace][data-state=done]').waitFor();
    await page.locator('[data-step=agent_answered][data-state=waiting]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const desk = new AgentPage((await world().browser.newPage()).page, PATIENCE_MS);
    await desk.open(world().demo.simulatorUrl);
    await desk.openLiveTicket();
    expect(await desk.properties()).toMatch(/test/i);
    await desk.answerAs('Sam Rivera');
    await desk.say('It works here.');
    await page.locator('[data-step=agent_answered][data-state=done]').waitFor();
    await page.locator('.timeline').getByText('It works here.').waitFor();
    await desk.submitAs('closed');
    await page.locator('[data-step=ended][data-state=done]').waitFor();
    const temporal = await page
      .getByRole('link', { name: 'Workflow in the Temporal UI' })
      .getAttribute('href');
    expect(temporal).toContain('/workflows/');
    await page.getByRole('link', { name: 'Agent’s ticket' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    expect(unexpected(complaints)).toEqual([]);
  });

  it('R55: handoffs are found by state and session, opened by a link of their own, retried and ended', async () => {
    const { settings, page, start, copilot } = await openConnected();
    await settings.tab('Handoffs');
    await page.getByText('No handoff is like this.').waitFor();
    const { handoff } = (await start('session-1')).body;
    await start('session-2');
    await page.getByRole('row').filter({ hasText: 'session-2' }).waitFor();
    await page.getByLabel('Session', { exact: true }).fill('session-1');
    await page.getByRole('row').filter({ hasText: 'session-2' }).waitFor({ state: 'detached' });
    expect(page.url()).toContain('session=session-1');
    expect(await accessibilityFaults(page)).toEqual([]);

    await settings.open(`/copilots/${copilot.id}/handoffs/${handoff.id}`);
    await settings.heading('Handoff of Jane Doe');
    await settings.press('Retry now');
    await page.getByText('It is tried at once').waitFor();
    await settings.press('End the handoff');
    await settings.press('Cancel');
    await settings.press('End the handoff');
    await settings.press('End it');
    await page.locator('.timeline').getByText('operator ended').waitFor();
    await settings.open(`/copilots/${copilot.id}/handoffs?filter=ended`);
    await page.getByRole('row').filter({ hasText: 'session-1' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'session-2' }).count()).toBe(0);
  });

  it('R56: credentials revoked in Zendesk are seen within a minute, handoffs are held, and saving working ones resumes them', async () => {
    const { settings, page, account, start, copilot } = await openConnected();
    await settings.tab('Health');
    await page.locator('[data-health=active]').waitFor();
    await world().changeAccount(account.appId, { keyRevoked: true });
    await start('held-session');
    await page.locator('[data-health=needs_attention]').waitFor({ timeout: MINUTE_MS });
    await page.getByRole('link', { name: 'Held: 1' }).waitFor({ timeout: MINUTE_MS });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Held: 1' }).click();
    await page.getByRole('row').filter({ hasText: 'held-session' }).waitFor();

    await world().changeAccount(account.appId, { keyRevoked: false, secret: 'a-working-secret-1234' });
    await settings.open(`/copilots/${copilot.id}/zendesk`);
    await settings.press('Change credentials');
    await settings.field('Secret key').fill('a-working-secret-1234');
    await settings.press('Verify & Save');
    await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
    await settings.press('Close');
    await settings.tab('Health');
    await page.locator('[data-health=active]').waitFor();
    await page.getByRole('link', { name: 'Held: 0' }).waitFor({ timeout: MINUTE_MS });
    await page.getByRole('link', { name: 'Open handoffs: 1' }).waitFor();
  });

  it('the webhook secret is rotated with both accepted for a time; disconnecting with an open handoff says what it ends', async () => {
    const { settings, page, start, copilot } = await openConnected();
    await settings.press('Rotate the secret');
    await page.getByText('The new secret is in use').waitFor();
    await page.getByText('accepted until').waitFor();
    const { handoff } = (await start('open-session')).body;
    await settings.press('Disconnect');
    await page.getByRole('alertdialog').getByText('One handoff is open.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await settings.press('End it and disconnect');
    await settings.button('Connect with Zendesk').waitFor();
    await settings.open(`/copilots/${copilot.id}/handoffs/${handoff.id}`);
    await page.locator('.timeline').getByText('disconnected').waitFor();
  });

  it('callbacks that the bot server does not take are shown with their fault', async () => {
    const { settings, page, start, copilot } = await openConnected();
    // The simulator is an allowed place, and takes no callbacks.
    await world().admin('PATCH', `/copilots/${copilot.id}`, {
      callbackUrl: `${world().demo.simulatorUrl}/nowhere`,
    });
    await start('callback-session');
    await settings.tab('Health');
    await page
      .getByRole('region', { name: 'Callbacks' })
      .or(page.getByText('None failed.'))
      .first()
      .waitFor();
    await page.getByLabel('Show').selectOption('');
    await page.getByRole('row').filter({ hasText: 'handoff.started' }).filter({ hasText: '404' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('R56: a callback that failed is sent again from the Health page, and the bot server gets that one', async () => {
    const { settings, page, start, copilot, complaints } = await openConnected();
    const { receiver } = world();
    receiver.secrets.push(copilot.callbackSecret);
    // Never again, says the bot server: nothing is repeated by itself.
    receiver.status = 410;
    await world().admin('PATCH', `/copilots/${copilot.id}`, { callbackUrl: receiver.url });
    await start('redelivered-session');
    await settings.tab('Health');
    const row = page.getByRole('row').filter({ hasText: 'handoff.started' });
    await row.filter({ hasText: 'failed' }).filter({ hasText: 'HTTP 410' }).waitFor();
    const { items } = await world().admin<{ items: CallbackDelivery[] }>(
      'GET',
      `/copilots/${copilot.id}/callbacks?status=failed`,
    );
    const id = items.find(({ type }) => type === 'handoff.started')?.id ?? '';
    const deliveries = () => receiver.deliveries.filter((delivery) => delivery.id === id);
    expect([deliveries().length, receiver.of('redelivered-session')]).toEqual([1, []]);

    receiver.status = 204;
    await settings.press('Send handoff.started of session redelivered-session again');
    await row.waitFor({ state: 'detached' });
    await page.getByLabel('Show').selectOption('delivered');
    await row.filter({ hasText: 'delivered' }).waitFor();
    // The one that was asked for, no other, with the bytes of the first time.
    expect(receiver.of('redelivered-session').map((callback) => callback.id)).toEqual([id]);
    const [first, again, ...more] = deliveries();
    expect([again?.body, more]).toEqual([first?.body, []]);
    expect(receiver.refused).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(unexpected(complaints)).toEqual([]);
  });
}
