import type { Preferences } from '../../../contract/preferences';
import { accessibilityFaults } from '../../support/browser';
import { unexpected, type Settings } from '../../support/settings';

/** What goes on at the same time: another admin, another page, an answer that is lost on its way. */
export function aboutTwoAdmins(world: () => Settings): void {
  const REFUSED = 'the server responded with a status of 412';

  it('two admins with the same preferences: the second to save is told, keeps what was typed, and loads them again', async () => {
    const { settings, page, complaints } = await world().newSettings();
    const { id } = await settings.createCopilot('Set by two');
    const path = `/copilots/${id}/zendesk/preferences`;
    const stored = async () =>
      (await world().admin<{ preferences: Preferences }>('GET', path)).preferences.tags;
    await settings.tab('Handoff preferences');
    await settings.field('Tags').fill('mine');
    await world().admin('PUT', path, { tags: ['theirs'] });
    await settings.press('Save preferences');
    await page
      .getByRole('alert')
      .getByText('Somebody else has changed these preferences meanwhile. Load them again.', { exact: false })
      .waitFor();
    expect([await settings.field('Tags').inputValue(), await stored()]).toEqual(['mine', ['theirs']]);
    expect(await accessibilityFaults(page)).toEqual([]);

    await settings.press('Load them again');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await settings.field('Tags').inputValue()).toBe('theirs');
    await settings.field('Tags').fill('theirs, mine');
    await settings.press('Save preferences');
    await page.getByText('It holds for the next handoff.').waitFor();
    await settings.field('Tags').fill('theirs, mine, more');
    await settings.press('Save preferences');
    await page.getByText('It holds for the next handoff.').waitFor();
    expect(await stored()).toEqual(['theirs', 'mine', 'more']);

    // Who comes back sees what is stored by then.
    await settings.tab('Health');
    await settings.heading('Health');
    await world().admin('PUT', path, { tags: ['later'] });
    await settings.tab('Handoff preferences');
    await settings.field('Tags').waitFor();
    expect(await settings.field('Tags').inputValue()).toBe('later');
    expect(unexpected(complaints).filter((line) => !line.includes(REFUSED))).toEqual([]);
  });

  it('S34: a new secret is shown at once, and also to an admin who has turned to another page meanwhile', async () => {
    const { settings, page } = await world().newSettings();
    const { id } = await settings.createCopilot('Quickly left');
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route(`**/copilots/${id}/api-keys`, async (route) => {
      await held;
      await route.continue();
    });
    await settings.press('Create a key');
    await settings.tab('Health');
    await settings.heading('Health');
    letGo();
    await page.getByRole('alertdialog', { name: 'Copy this now' }).waitFor();
    expect(await settings.shown('API key')).toMatch(/^zh_/);
    await settings.press('I have copied it');

    // The page asks for everything anew after a change; a secret does not wait for that.
    await settings.tab('Copilot');
    await settings.heading('Quickly left');
    const isAsked = page.waitForRequest((request) => request.url().endsWith(`/copilots/${id}`));
    await page.route(`**/api/v1/admin/copilots/${id}`, () => undefined);
    await settings.press('Rotate the callback secret');
    await page.getByRole('alertdialog', { name: 'Copy this now' }).waitFor();
    expect(await settings.shown('Callback secret')).toMatch(/^whsec_/);
    await isAsked;
  });

  it('the line is cut while the connection is verified: it says that it may have been saved', async () => {
    const { settings, page } = await world().newSettings();
    const { id } = await settings.createCopilot('Cut off');
    await settings.tab('Integrations: Zendesk');
    await settings.fillConnect(await world().newAccount());
    await page.route(`**/copilots/${id}/zendesk`, (route) =>
      route.request().method() === 'PUT' ? route.abort('connectionreset') : route.continue(),
    );
    await settings.press('Verify & Save');
    const told = page.getByRole('alert');
    await told.getByText('It may have been saved: look at the connection.', { exact: false }).waitFor();
    expect(await told.innerText()).not.toContain('Nothing was stored');
  });

  it('what is typed for one copilot does not go with an admin who steps back to another', async () => {
    const { settings, page } = await world().newSettings();
    await settings.createCopilot('The first one');
    await settings.createCopilot('The second one');
    const from = (name: string) => page.getByRole('link', { name, exact: true }).click();
    const toList = () => page.getByRole('navigation', { name: 'Main' }).getByText('Copilots').click();
    await toList();
    await from('The first one');
    await settings.heading('The first one');
    await toList();
    await from('The second one');
    await settings.heading('The second one');
    await settings.field('Name').fill('Typed for the second');
    const question = settings.answerQuestion('leave');
    await page.evaluate('history.go(-2)');
    await question;
    await settings.heading('The first one');
    expect(await settings.field('Name').inputValue()).toBe('The first one');
    expect(await settings.button('Save').isDisabled()).toBe(true);
  });

  it('a new widget token and “only visitors whom your server vouches for” say what becomes of open chats', async () => {
    const { settings, page } = await world().newSettings();
    await settings.createCopilot('With open chats');
    await page.getByText('Open chats of guests end at once.', { exact: false }).waitFor();
    await settings.press('Make a new widget token');
    await page
      .getByRole('alertdialog')
      .getByText('can no longer be reached once their page is loaded again', { exact: false })
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}
