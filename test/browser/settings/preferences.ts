import type { Preferences } from '../../../contract/preferences';
import { accessibilityFaults, overhangPx, PHONE } from '../../support/browser';
import { unexpected, type Settings } from '../../support/settings';

export function aboutPreferences(world: () => Settings): void {
  async function openPreferences(options: Parameters<Settings['newSettings']>[0] = {}) {
    const opened = await world().newSettings(options);
    const account = await world().newAccount();
    const copilot = await opened.settings.createCopilot(`Bot ${Date.now()}`);
    await opened.settings.connect(account);
    await opened.settings.tab('Handoff preferences');
    await opened.settings.button('Save preferences').waitFor();
    return { ...opened, account, copilot };
  }
  const saved = async (id: string) =>
    (await world().admin<{ preferences: Preferences }>('GET', `/copilots/${id}/zendesk/preferences`))
      .preferences;

  describe('R54: handoff preferences', () => {
    it('tags, group, priority and a mapped field are typed, previewed before they are saved, and saved', async () => {
      const { settings, page, complaints, copilot } = await openPreferences();
      const preview = page.getByRole('complementary', { name: 'Ticket preview' });
      await preview.locator('dd', { hasText: 'my_tag1' }).waitFor();
      // Key by key, as a person types: separators in between must stay.
      await settings.field('Tags').pressSequentially('vip, from_bot');
      await settings.field('Group id').fill('360001234567');
      await page.getByLabel('Priority').selectOption('high');
      await settings.press('Add a field');
      await settings.field('Field id 1').fill('42');
      await settings.field('Value 1').fill('Asked by {{user.name}}');
      await preview.getByText("Asked by Widget User's Name").waitFor();
      await preview.getByText('from_bot').waitFor();
      await preview.getByText('360001234567').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await saved(copilot.id)).toMatchObject({ tags: [], groupId: null });

      await settings.press('Save preferences');
      await page.getByText('It holds for the next handoff.').waitFor();
      expect(await saved(copilot.id)).toMatchObject({
        tags: ['vip', 'from_bot'],
        groupId: '360001234567',
        priority: 'high',
        fields: { 42: 'Asked by {{user.name}}' },
      });
      expect(await page.getByLabel('When the ticket is solved').isDisabled()).toBe(true);
      await page.getByText('Sunshine Conversations does not tell us of “solved”').waitFor();
      expect(unexpected(complaints)).toEqual([]);
    });

    it('office hours with a zone and a dated holiday, timers, mask and texts of a language are kept', async () => {
      const { settings, page, copilot } = await openPreferences();
      await page.getByRole('checkbox', { name: /We are not always there/ }).check();
      await page.getByLabel('Time zone').selectOption('Europe/Berlin');
      await settings.field('Monday').fill('09:00-12:00, 13:00-17:30');
      await settings.field('Friday').fill('');
      await settings.press('Add a day');
      await settings.field('Date 1').fill('2026-12-25');
      await settings.field('Name 1').fill('Christmas');
      await page.getByRole('radio', { name: /Is held until you open/ }).check();
      await settings.field('Nobody picks up').fill('10m');
      await settings.field('The user is silent').fill('soon');
      await page.getByText('A time looks like 5m, 2h or 1d').waitFor();
      await settings.field('The user is silent').fill('2h');
      await page.getByRole('radio', { name: /A name and picture for all of them/ }).check();
      await settings.field('Name for all agents').fill('Acme support');
      await page.getByLabel('Language', { exact: true }).selectOption('de');
      await settings.field('The handoff ended').fill('Auf Wiedersehen.');
      expect(await accessibilityFaults(page)).toEqual([]);
      await settings.press('Save preferences');
      await page.getByText('It holds for the next handoff.').waitFor();
      const kept = await saved(copilot.id);
      expect(kept).toMatchObject({
        pickupTimeoutSeconds: 600,
        userIdleSeconds: 7_200,
        agentIdentity: { mode: 'mask', name: 'Acme support' },
        officeHours: {
          timeZone: 'Europe/Berlin',
          outside: 'hold',
          exceptions: [{ date: '2026-12-25', open: [], name: 'Christmas' }],
        },
      });
      expect(kept.officeHours?.weekly.monday).toEqual([
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '17:30' },
      ]);
      expect(kept.officeHours?.weekly.friday ?? []).toEqual([]);
      expect(kept.textsByLanguage['de']?.ended).toBe('Auf Wiedersehen.');
      await page.reload();
      await settings.button('Save preferences').waitFor();
      expect(await settings.field('Nobody picks up').inputValue()).toBe('10m');
    });

    it('what the server refuses is told at the field; changes that are not saved are asked for, and can be discarded', async () => {
      const { settings, page, copilot } = await openPreferences();
      await settings.field('Group id').fill('support');
      await page.getByText('An id is a number.').waitFor();
      await settings.press('Save preferences');
      await page.getByRole('alert').filter({ hasText: 'groupId' }).first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      const question = settings.answerQuestion('stay');
      await settings.tab('Health');
      expect(await question).toContain('not saved');
      await settings.press('Discard changes');
      expect(await settings.field('Group id').inputValue()).toBe('');
      await settings.tab('Health');
      await settings.heading('Health');
      expect((await saved(copilot.id)).groupId).toBeNull();
    });

    it('groups and brands by name with a Support API token; a wrong token is refused in words', async () => {
      const { settings, page, account, copilot } = await openPreferences();
      await settings.tab('Integrations: Zendesk');
      const give = async (token: string) => {
        await settings.field('E-mail of the admin whose token it is').fill(account.supportEmail);
        await settings.field('API token').fill(token);
        await settings.press('Check and save');
      };
      await give('wrong-token-0000');
      await page.getByRole('alert').waitFor();
      await give(account.supportToken);
      await page.getByText('names can be chosen now').waitFor();
      expect(await page.locator('#app').innerText()).not.toContain(account.supportToken);
      await settings.tab('Handoff preferences');
      const group = page.getByLabel('Group', { exact: true });
      await group.waitFor();
      const options = await group.locator('option').allTextContents();
      expect(options.length).toBeGreaterThan(1);
      await group.selectOption({ index: 1 });
      await settings.press('Save preferences');
      await page.getByText('It holds for the next handoff.').waitFor();
      expect((await saved(copilot.id)).groupId).toMatch(/^\d+$/);
    });

    it('360 px wide: fits, and nothing serious for a screen reader', async () => {
      const { page } = await openPreferences({ viewport: PHONE });
      await page.getByRole('checkbox', { name: /We are not always there/ }).check();
      expect(await overhangPx(page)).toBeLessThanOrEqual(0);
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });
}
