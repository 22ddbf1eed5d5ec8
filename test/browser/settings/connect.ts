import { ALL_TRIGGERS } from '../../http/simulator/scene';
import { accessibilityFaults, overhangPx, PHONE, tabTo } from '../../support/browser';
import { unexpected, type Settings } from '../../support/settings';
import { eventually, json } from '../../support/world/http';

export function aboutConnecting(world: () => Settings): void {
  async function newCopilot(options: Parameters<Settings['newSettings']>[0] = {}) {
    const opened = await world().newSettings(options);
    const copilot = await opened.settings.createCopilot(`Bot ${Date.now()}`);
    return { ...opened, copilot };
  }
  const connectionOf = async (id: string) =>
    (await world().admin<{ connection: unknown }>('GET', `/copilots/${id}/zendesk`)).connection;

  describe('R53: Connect with Zendesk', () => {
    it('catches what is seen while typing: a URL, a dotted or odd subdomain, a swapped or foreign key', async () => {
      const { settings, page } = await newCopilot();
      await settings.tab('Integrations: Zendesk');
      await settings.press('Connect with Zendesk');
      const says = async (label: string, typed: string, words: string) => {
        await settings.field(label).fill(typed);
        await page.getByRole('dialog').getByText(words).waitFor();
        expect(await settings.button('Verify & Save').isDisabled()).toBe(true);
      };
      await says('Subdomain', 'https://acme.zendesk.com/agent', 'Only the first part: acme');
      await says('Subdomain', 'evil.com#', 'Not a URL');
      await says('Subdomain', 'a.b', 'Without dots');
      await says('App ID', 'app_5ebee0975ac5304b664a12fa', 'This is a Key ID.');
      await says('Key ID', 'int_5ebee0975ac5304b664a12fa', 'This is the key of an integration.');
      await says('Key ID', '5ebee0975ac5304b664a12fa', 'A Key ID of the Conversations API begins');
      await says('Secret key', 'two words', 'A secret has no spaces');
      expect(await accessibilityFaults(page)).toEqual([]);
      const described = await settings.field('Subdomain').getAttribute('aria-describedby');
      expect(described).not.toBeNull();
    });

    it('the checklist runs line by line to the end; doing it again makes nothing twice', async () => {
      const { settings, page, complaints, copilot } = await newCopilot();
      const account = await world().newAccount();
      await settings.tab('Integrations: Zendesk');
      await settings.fillConnect(account);
      await settings.press('Verify & Save');
      await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
      for (const name of [
        'credentials',
        'app_scope',
        'multi_conversations',
        'integration',
        'webhook',
        'seat',
      ]) {
        await settings.check(name, 'passed');
      }
      expect(await accessibilityFaults(page)).toEqual([]);
      await settings.press('Close');
      await page.getByText('Active', { exact: true }).first().waitFor();
      const integrations = async () => {
        const { keyId, secret, appId } = account;
        const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
        const url = `${world().demo.simulatorUrl}/sc/v2/apps/${appId}/integrations`;
        return (await json<{ integrations: unknown[] }>('GET', url, undefined, { authorization })).body
          .integrations;
      };
      const before = await integrations();
      await settings.press('Change credentials');
      expect(await settings.field('Secret key').inputValue()).toBe('');
      await settings.press('Verify & Save');
      await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
      await settings.press('Close');
      expect((await integrations()).length).toBe(before.length);
      await settings.press('Verify again');
      await page.getByText('Every check passed.').waitFor();
      const words = await page.locator('#app').innerText();
      expect(words).not.toContain(account.secret);
      expect(words).toContain(`…${account.secret.slice(-4)}`);
      expect(await connectionOf(copilot.id)).toMatchObject({ status: 'active', appId: account.appId });
      expect(unexpected(complaints)).toEqual([]);
    });

    it.each([
      ['a wrong secret', {}, { secret: 'not-the-secret' }, 'credentials', /secret/i],
      ['a wrong App ID', {}, { appId: '0123456789abcdef01234567' }, 'credentials', /App ID/],
      ['no Agent Workspace', { agentWorkspace: false }, {}, 'agent_workspace', /Turn it on in Admin Center/],
      ['a plan without messaging', { messaging: false }, {}, 'agent_workspace', /plan may lack messaging/],
    ] as const)(
      '%s: the line that failed says what to do, and nothing is stored',
      async (_what, draft, typed, check, words) => {
        const { settings, page, copilot } = await newCopilot();
        const account = { ...(await world().newAccount(draft)), ...typed };
        await settings.tab('Integrations: Zendesk');
        await settings.fillConnect(account);
        await settings.press('Verify & Save');
        expect(await settings.check(check, 'failed')).toMatch(words);
        await page.getByRole('alert').getByText('Nothing was stored', { exact: false }).waitFor();
        await settings.check('seat', 'not_checked');
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await connectionOf(copilot.id)).toBeNull();
      },
    );

    it('multi-conversations off: goes on with a note that switching it on cannot be undone', async () => {
      const { settings, page } = await newCopilot();
      await settings.tab('Integrations: Zendesk');
      await settings.fillConnect(await world().newAccount({ multiConversations: false }));
      await settings.press('Verify & Save');
      await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
      expect(await settings.check('multi_conversations', 'warning')).toMatch(
        /irreversible: it cannot be turned off again/,
      );
    });

    it('Zendesk hangs or answers HTML: a clear word within 15 s, nothing stored', async () => {
      const { settings, page, copilot } = await newCopilot();
      const account = await world().newAccount();
      for (const type of ['hang', 'html200']) {
        const rule = { op: 'getApp', appId: account.appId, do: { type } };
        const made = await json('POST', `${world().demo.simulatorUrl}/simulator/faults`, rule);
        expect(made.status).toBeLessThan(300);
        await page.reload();
        await settings.tab('Integrations: Zendesk');
        await settings.fillConnect(account);
        const startedAt = Date.now();
        await settings.press('Verify & Save');
        await page.getByRole('alert').getByText('Nothing was stored', { exact: false }).waitFor();
        expect(Date.now() - startedAt).toBeLessThan(16_000);
        await json('DELETE', `${world().demo.simulatorUrl}/simulator/faults`);
      }
      expect(await connectionOf(copilot.id)).toBeNull();
    });

    it('by hand: the URL to copy, the secret to paste, and “waiting” turns green with the first event', async () => {
      const { settings, page, copilot } = await newCopilot();
      const account = await world().newAccount();
      await settings.tab('Integrations: Zendesk');
      await settings.fillConnect(account);
      await page.getByRole('radio', { name: 'I make it by hand' }).check();
      const target = (await page.getByRole('dialog').locator('.copyable code').textContent()) ?? '';
      expect(target).toMatch(/\/webhooks\/zendesk\/[\w-]{20,}$/);
      const authorization = `Basic ${Buffer.from(`${account.keyId}:${account.secret}`).toString('base64')}`;
      const api = `${world().demo.simulatorUrl}/sc/v2/apps/${account.appId}`;
      const made = await json<{ integration: { webhooks: { secret: string }[] } }>(
        'POST',
        `${api}/integrations`,
        { type: 'custom', displayName: 'by hand', webhooks: [{ target, triggers: ALL_TRIGGERS }] },
        { authorization },
      );
      await settings
        .field('Shared secret of the webhook')
        .fill(made.body.integration.webhooks[0]?.secret ?? '');
      await settings.press('Verify & Save');
      await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
      await settings.press('Close');
      await page.locator('[data-events=waiting]').waitFor();
      await world().admin('POST', `/copilots/${copilot.id}/zendesk/test-handoff`);
      await page.locator('[data-events=receiving]').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    it('disconnecting asks first', async () => {
      const { settings, page, copilot } = await newCopilot();
      await settings.connect(await world().newAccount());
      await settings.press('Disconnect');
      await page.getByRole('alertdialog').waitFor();
      await page.keyboard.press('Escape');
      expect(await connectionOf(copilot.id)).toMatchObject({ status: 'active' });
      await settings.press('Disconnect');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
      await settings.button('Connect with Zendesk').waitFor();
    });
  });

  it('by keyboard alone: from the sign-in to a connection that works', async () => {
    const { page } = await world().newSettings({ signIn: false });
    const account = await world().newAccount();
    const type = async (selector: string, text: string) => {
      await tabTo(page, selector);
      await page.keyboard.type(text);
    };
    await page.getByLabel('Admin token').waitFor();
    await page.keyboard.type(world().adminToken);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Copilots', level: 1 }).waitFor();
    await tabTo(page, 'main .button.primary');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog', { name: 'Copy this now' }).waitFor();
    await tabTo(page, '[role=alertdialog] .button.primary');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'By keyboard' }).waitFor();
    const { items } = await world().admin<{ items: { id: string; name: string }[] }>('GET', '/copilots');
    const id = items.find(({ name }) => name === 'By keyboard')?.id ?? '';
    await page.goto(`${world().demo.apiUrl}/settings/copilots/${id}/zendesk`);
    await page.getByRole('button', { name: 'Connect with Zendesk' }).waitFor();
    await tabTo(page, 'main .button.primary');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(account.subdomain);
    await type('[role=dialog] .field:nth-of-type(2) input', account.appId);
    await page.keyboard.press('Tab');
    await page.keyboard.type(account.keyId);
    await page.keyboard.press('Tab');
    await page.keyboard.type(account.secret);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
    const focused = "document.activeElement?.closest('h1, button')?.textContent ?? ''";
    await eventually(async () => (await page.evaluate(focused)) === 'Close');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Active', { exact: true }).first().waitFor();
    // The button that opened it is gone.
    await eventually(async () => (await page.evaluate(focused)) === 'Zendesk');
  });

  it('360 px wide: dialog, checklist and connection fit', async () => {
    const { settings, page } = await newCopilot({ viewport: PHONE });
    await settings.tab('Integrations: Zendesk');
    await settings.fillConnect(await world().newAccount());
    await page.getByRole('radio', { name: 'I make it by hand' }).check();
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await page.getByRole('radio', { name: 'Make it for me' }).check();
    await settings.press('Verify & Save');
    await page.getByRole('dialog').getByText('Connected.', { exact: false }).waitFor();
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await settings.press('Close');
    await page.locator('[data-events]').waitFor();
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}
