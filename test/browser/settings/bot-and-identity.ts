import { createHmac } from 'node:crypto';
import type { CopilotView } from '../../../contract/admin';
import type { AuditEntry } from '../../../contract/admin-session';
import { accessibilityFaults } from '../../support/browser';
import { unexpected, type Settings } from '../../support/settings';
import { json } from '../../support/world/http';

export function aboutBotAndIdentity(world: () => Settings): void {
  const stored = async (id: string) =>
    (await world().admin<{ copilot: CopilotView }>('GET', `/copilots/${id}`)).copilot;

  describe('copilots whose sessions we host', () => {
    it('bot, picture and who may chat: mistakes are seen while typing, what is saved is there after a reload', async () => {
      const { settings, page, complaints } = await world().newSettings();
      const { id } = await settings.createCopilot('Hosted bot');
      const check = (name: RegExp) => page.getByRole('checkbox', { name });
      await settings.field('Bot URL').fill('bot.example.com');
      await page.getByText('A bot URL begins with https://').waitFor();
      await settings.field('Picture of the bot').fill('https://');
      await page.getByText('This is not a URL yet.').waitFor();
      await settings.press('Save');
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await stored(id)).toMatchObject({ botUrl: null, avatarUrl: null });

      // The policy of the server has the last word, at the field that it is about.
      await settings.field('Picture of the bot').fill('https://shop.example.com/bot.png');
      await settings.field('Bot URL').fill('https://10.0.0.1/bot');
      await settings.press('Save');
      await page.getByRole('alert').getByText('not on the public internet', { exact: false }).waitFor();
      expect(await settings.field('Bot URL').getAttribute('aria-invalid')).toBe('true');

      await settings.field('Bot URL').fill('https://bot.example.com/bot');
      await check(/speaks first/).check();
      await check(/vouches for/).check();
      await page.getByText('There is no identity secret, so nobody could chat.').waitFor();
      const question = settings.answerQuestion('stay');
      await settings.tab('Health');
      expect(await question).toBe('There are changes that are not saved. Leave all the same?');
      await settings.press('Save');
      await page.getByText('Saved.').waitFor();
      expect(await stored(id)).toMatchObject({
        botUrl: 'https://bot.example.com/bot',
        botSpeaksFirst: true,
        avatarUrl: 'https://shop.example.com/bot.png',
        enforceIdentity: true,
      });

      await page.reload();
      await settings.heading('Hosted bot');
      expect(await settings.field('Bot URL').inputValue()).toBe('https://bot.example.com/bot');
      expect(await settings.field('Picture of the bot').inputValue()).toBe(
        'https://shop.example.com/bot.png',
      );
      expect([await check(/speaks first/).isChecked(), await check(/vouches for/).isChecked()]).toEqual([
        true,
        true,
      ]);
      await settings.field('Bot URL').fill('');
      await check(/vouches for/).uncheck();
      await settings.press('Save');
      await page.getByText('Saved.').waitFor();
      await page.reload();
      await settings.heading('Hosted bot');
      expect([await settings.field('Bot URL').inputValue(), await check(/vouches for/).isChecked()]).toEqual([
        '',
        false,
      ]);
      expect(unexpected(complaints)).toEqual([]);
      const { items } = await world().admin<{ items: AuditEntry[] }>('GET', `/audit?copilotId=${id}`);
      expect(items[0]).toMatchObject({
        action: 'copilot.changed',
        detail: { changed: 'botUrl,enforceIdentity' },
      });
    });

    it('S34: an identity secret is shown once and signs visitors in; deleting it asks first and ends that', async () => {
      const { settings, page, complaints } = await world().newSettings();
      const { id } = await settings.createCopilot('Knows its users');
      await page.getByText('None: every visitor is shown to agents as unverified.').waitFor();
      await settings.press('Create an identity secret');
      const first = { secret: await settings.shown('Identity secret'), kid: await settings.shown('Key id') };
      expect(await accessibilityFaults(page)).toEqual([]);
      await settings.press('I have copied it');
      await settings.press('Rotate the identity secret');
      const second = { secret: await settings.shown('Identity secret'), kid: await settings.shown('Key id') };
      await settings.press('I have copied it');
      await page.getByText('accepted until').waitFor();
      const words = await page.locator('#app').innerText();
      for (const { secret, kid } of [first, second]) {
        expect(words).not.toContain(secret);
        expect(words).toContain(`…${secret.slice(-4)}`);
        expect(words).toContain(kid);
      }

      const { publicToken } = await stored(id);
      const enter = async (key: typeof first) => {
        const userToken = signIdentity(id, key);
        const url = `${world().demo.apiUrl}/api/v1/widget/sessions`;
        const headers = { authorization: `Bearer ${publicToken}` };
        return (await json('POST', url, { userToken }, headers)).status;
      };
      expect([await enter(first), await enter(second)]).toEqual([201, 201]);
      const remove = `Delete the secret that ends in ${first.secret.slice(-4)}`;
      await settings.press(remove);
      await page.getByRole('alertdialog').getByText('refused at once', { exact: false }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await settings.press('Cancel');
      expect(await enter(first)).toBe(201);
      await settings.press(remove);
      await settings.press('Delete the secret');
      await settings.button(remove).waitFor({ state: 'detached' });
      expect([await enter(first), await enter(second)]).toEqual([401, 201]);
      expect(unexpected(complaints)).toEqual([]);
    });
  });
}

/** As the server of a page signs who its visitor is. */
function signIdentity(copilotId: string, { secret, kid }: { secret: string; kid: string }): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const signed = `${encode({ alg: 'HS256', kid })}.${encode({ sub: 'user-1', aud: copilotId, exp })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
