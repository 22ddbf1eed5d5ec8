import { accessibilityFaults, overhangPx, PHONE } from '../../support/browser';
import { unexpected, type Settings } from '../../support/settings';
import { untilTrue } from '../../support/widget/page';

export function aboutCopilots(world: () => Settings): void {
  const authorization = (apiKey: string) => ({ headers: { authorization: `Bearer ${apiKey}` } });

  describe('sign-in', () => {
    it('S33: a wrong token is refused in words; the right one opens the page asked for; signing out closes it', async () => {
      const { settings, page, complaints } = await world().newSettings({ signIn: false });
      await settings.open('/audit');
      await settings.heading('Sign in');
      expect(await accessibilityFaults(page)).toEqual([]);
      await settings.field('Admin token').fill('not-the-token');
      await settings.press('Sign in');
      await page.getByRole('alert').getByText('This is not the admin token.').waitFor();
      expect(await settings.field('Admin token').inputValue()).toBe('');
      await settings.field('Admin token').fill(world().adminToken);
      await page.keyboard.press('Enter');
      await settings.heading('Audit log');
      await page.getByText('session.refused').first().waitFor();

      const cookies = await page.context().cookies();
      expect(cookies).toMatchObject([
        { name: '__Host-handoff_admin', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
      ]);
      expect(
        await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])'),
      ).not.toContain(world().adminToken);
      await settings.press('Sign out');
      await settings.heading('Sign in');
      await page.reload();
      await settings.heading('Sign in');
      expect(unexpected(complaints)).toEqual([]);
    });

    it('S37: no inline script runs, nothing comes from elsewhere, no frame may hold the page', async () => {
      const { page } = await world().newSettings();
      await page.evaluate(
        `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.broken = true' }))`,
      );
      expect(await page.evaluate('window.broken')).toBeUndefined();
      const answer = await page.request.get(page.url());
      expect(answer.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
    });
  });

  describe('copilots', () => {
    it('S34: made with secrets that are shown once and work; a new key works, a deleted one does not', async () => {
      const { settings, page, complaints } = await world().newSettings();
      const { id, apiKey, callbackSecret } = await settings.createCopilot('Parcel bot');
      expect(apiKey.length).toBeGreaterThan(20);
      expect(callbackSecret).toMatch(/^whsec_/);
      const list = (key: string) => fetch(`${world().demo.apiUrl}/api/v1/handoffs`, authorization(key));
      expect((await list(apiKey)).status).toBe(200);
      const text = await page.locator('#app').innerText();
      expect(text).not.toContain(apiKey);
      expect(text).toContain(apiKey.slice(-4));

      await settings.press('Create a key');
      const second = await settings.shown('API key');
      await settings.press('I have copied it');
      await settings.press(`Delete the key that ends in ${apiKey.slice(-4)}`);
      await settings.press('Delete the key');
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
      expect([(await list(apiKey)).status, (await list(second)).status]).toEqual([401, 200]);

      await settings.press('Rotate the callback secret');
      const rotated = await settings.shown('Callback secret');
      expect(rotated).not.toBe(callbackSecret);
      await settings.press('I have copied it');
      await page.getByText('accepted until').waitFor();
      expect(await page.locator('#app').innerText()).toContain(callbackSecret.slice(-4));

      const before = (await world().admin<{ copilot: { publicToken: string } }>('GET', `/copilots/${id}`))
        .copilot;
      await settings.press('Make a new widget token');
      await settings.press('Make a new one');
      await page.getByText(before.publicToken).waitFor({ state: 'detached' });
      expect(unexpected(complaints)).toEqual([]);
    });

    it('renamed, given a callback URL and origins; mistakes are seen while typing; changes not saved are asked for', async () => {
      const { settings, page, complaints } = await world().newSettings();
      const { id } = await settings.createCopilot('Old name');
      await settings.field('Callback URL').fill('bot.example.com');
      await page.getByText('A callback URL begins with https://').waitFor();
      await settings.field('Allowed origins').fill('https://shop.example.com/cart');
      await page.getByText('did you mean https://shop.example.com?').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await settings.field('Name').fill('New name');
      await settings.field('Callback URL').fill('');
      await settings.field('Allowed origins').fill('https://shop.example.com\nhttps://example.com');

      const question = settings.answerQuestion('stay');
      await settings.tab('Health');
      expect(await question).toBe('There are changes that are not saved. Leave all the same?');
      expect(await settings.field('Name').inputValue()).toBe('New name');
      await settings.press('Save');
      await settings.heading('New name');
      const { copilot } = await world().admin<{ copilot: Record<string, unknown> }>('GET', `/copilots/${id}`);
      expect(copilot).toMatchObject({
        name: 'New name',
        allowedOrigins: ['https://shop.example.com', 'https://example.com'],
      });
      await settings.tab('Health');
      await page.getByText('this copilot is not connected').waitFor();
      expect(unexpected(complaints)).toEqual([]);
    });

    it('R56: every change stands in the audit log, and no secret does; deleting asks first', async () => {
      const { settings, page } = await world().newSettings();
      const { id, apiKey, callbackSecret } = await settings.createCopilot('Short-lived');
      await settings.press('Delete this copilot');
      await settings.press('Cancel');
      await settings.press('Delete this copilot');
      await settings.press('Delete the copilot');
      await settings.heading('Copilots');
      expect(await page.getByRole('link', { name: 'Short-lived' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Audit log' }).click();
      await settings.heading('Audit log');
      const rows = page.getByRole('row').filter({ hasText: id });
      await rows.filter({ hasText: 'copilot.deleted' }).waitFor();
      const words = await page.locator('#app').innerText();
      expect(words).toContain('session.opened');
      for (const secret of [apiKey, callbackSecret, world().adminToken]) expect(words).not.toContain(secret);
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });

  it('R56: the audit log is read page by page: older ones, and back to the newest', async () => {
    const { settings, page, complaints } = await world().newSettings();
    const { id } = await settings.createCopilot('Often changed');
    for (let n = 1; n <= 50; n += 1)
      await world().admin('PATCH', `/copilots/${id}`, { botSpeaksFirst: n % 2 === 1 });
    await settings.open('/audit');
    await settings.field('Copilot').selectOption('Often changed');
    const made = page.getByRole('row').filter({ hasText: 'copilot.created' });
    await page.getByRole('row').filter({ hasText: 'changed: botSpeaksFirst' }).nth(49).waitFor();
    expect([await made.count(), await settings.button('Newest').count()]).toEqual([0, 0]);
    // By keyboard: who turns the page goes on at its head, since the button that was pressed is gone.
    const atItsHead = () =>
      untilTrue(page, `document.activeElement.getAttribute('aria-label') === 'Audit log'`);
    await settings.button('Older').press('Enter');
    await made.waitFor();
    await atItsHead();
    expect([await page.getByRole('row').count(), await settings.button('Older').count()]).toEqual([2, 0]);
    await settings.button('Newest').press('Enter');
    await made.waitFor({ state: 'detached' });
    await settings.button('Older').waitFor();
    await atItsHead();
    expect(unexpected(complaints)).toEqual([]);
  });

  it('360 px wide: sign-in, copilots, one copilot and audit log fit; an address that leads nowhere is said to be so', async () => {
    const { settings, page } = await world().newSettings({ viewport: PHONE });
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await settings.createCopilot('A name of many words that has to be broken somewhere');
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await settings.open('/audit');
    await settings.heading('Audit log');
    expect(await overhangPx(page)).toBeLessThanOrEqual(0);
    await settings.open('/nowhere');
    await settings.heading('No such page');
    await settings.open('/copilots/cop_0000000000000000000000');
    await page.getByRole('alert').waitFor();
  });
}
