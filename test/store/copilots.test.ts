import { createStore } from '../../store';
import { newKey, onBothEngines, onPostgres } from './engines';

const HOUR_MS = 3600 * 1000;

onBothEngines('copilots', (engine) => {
  it('are made with a key and a secret that are shown once', async () => {
    const { copilots } = engine.store;
    const { copilot, apiKey, callbackSecret } = await copilots.create({
      name: 'Bot',
      callbackUrl: 'https://bot.test/cb',
      allowedOrigins: ['https://acme.test'],
    });
    expect(copilot).toMatchObject({
      name: 'Bot',
      callbackUrl: 'https://bot.test/cb',
      allowedOrigins: ['https://acme.test'],
      apiKeys: [{ last4: apiKey.reveal().slice(-4) }],
    });
    expect(copilot.id).toMatch(/^cop_/);
    expect(apiKey.reveal()).toMatch(/^zh_[\w-]{43}$/);
    expect(callbackSecret.reveal()).toMatch(/^whsec_/);
    expect(Buffer.from(callbackSecret.reveal().slice(6), 'base64')).toHaveLength(32);
    expect(Buffer.from(copilot.webhookKey, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(copilot.callbackSecrets.map(({ secret }) => secret.reveal())).toEqual([callbackSecret.reveal()]);
    expect(JSON.stringify(copilot)).not.toContain(callbackSecret.reveal());
    expect(await copilots.getWhole(copilot.id)).toEqual(copilot);
    expect(copilot).toEqual({
      ...(await copilots.get(copilot.id)),
      callbackSecrets: await copilots.callbackSecrets(copilot.id),
      identitySecrets: await copilots.identitySecrets(copilot.id),
      apiKeys: copilot.apiKeys,
    });
    expect((await copilots.list()).map(({ id }) => id)).toContain(copilot.id);
  });

  it('are found by a key of theirs, until it is deleted', async () => {
    const { copilots } = engine.store;
    const { copilot, apiKey } = await copilots.create({ name: 'Bot' });
    const other = (await copilots.create({ name: 'Other' })).copilot;
    const second = await copilots.createApiKey(copilot.id);
    if (second === undefined) throw new Error('no key');
    expect((await copilots.byApiKey(apiKey.reveal()))?.id).toBe(copilot.id);
    expect((await copilots.byApiKey(second.apiKey.reveal()))?.id).toBe(copilot.id);
    expect((await copilots.getWhole(copilot.id))?.apiKeys.map(({ id }) => id)).toContain(second.id);
    for (const wrong of ['', 'zh_', `${apiKey.reveal()}x`, apiKey.reveal().slice(0, -1), 'nul\0']) {
      expect(await copilots.byApiKey(wrong)).toBeUndefined();
    }
    expect(await copilots.deleteApiKey(other.id, second.id)).toBe(false);
    expect(await copilots.deleteApiKey(copilot.id, second.id)).toBe(true);
    expect(await copilots.deleteApiKey(copilot.id, second.id)).toBe(false);
    expect(await copilots.byApiKey(second.apiKey.reveal())).toBeUndefined();
  });

  it('change what is given and keep the rest', async () => {
    const { copilots } = engine.store;
    const { copilot } = await copilots.create({ name: 'Bot', callbackUrl: 'https://bot.test/cb' });
    expect(await copilots.patch(copilot.id, { name: 'New' })).toEqual({ ...copilot, name: 'New' });
    expect(
      await copilots.patch(copilot.id, { callbackUrl: null, allowedOrigins: ['https://a.test'] }),
    ).toEqual({
      ...copilot,
      name: 'New',
      callbackUrl: null,
      allowedOrigins: ['https://a.test'],
    });
    expect(await copilots.patch(copilot.id, {})).toMatchObject({ name: 'New' });
    expect(await copilots.patch('cop_none', { name: 'x' })).toBeUndefined();
  });

  it('once deleted, stop to exist for keys, webhook and admin; what was said stays', async () => {
    const { connections, copilots, handoffs } = engine.store;
    const { copilot, apiKey } = await copilots.create({ name: 'Bot' });
    expect(await connections.byWebhookKey(copilot.webhookKey)).toBeDefined();
    const request = { sessionId: 's1', user: {} };
    const { record } = await handoffs.open({ copilotId: copilot.id, request });
    expect(await copilots.delete(copilot.id)).toBe(true);
    expect(await copilots.delete(copilot.id)).toBe(false);
    expect(await copilots.get(copilot.id)).toBeUndefined();
    expect(await copilots.getWhole(copilot.id)).toBeUndefined();
    expect(await copilots.byApiKey(apiKey.reveal())).toBeUndefined();
    expect(await connections.byWebhookKey(copilot.webhookKey)).toBeUndefined();
    expect(await copilots.patch(copilot.id, { name: 'x' })).toBeUndefined();
    expect(await copilots.createApiKey(copilot.id)).toBeUndefined();
    expect(await copilots.rotateCallbackSecret(copilot.id)).toBeUndefined();
    expect((await copilots.list()).map(({ id }) => id)).not.toContain(copilot.id);
    expect(await handoffs.get(record.handoff.id)).toEqual(record);
  });

  it('keep an old callback secret valid for 24 hours', async () => {
    const { copilots } = engine.store;
    const start = new Date('2030-01-01T10:00:00Z');
    engine.setTime(start);
    const { copilot, callbackSecret } = await copilots.create({ name: 'Bot' });
    const next = await copilots.rotateCallbackSecret(copilot.id);
    const secrets = async (afterMs: number) => {
      engine.setTime(new Date(start.getTime() + afterMs));
      return (await copilots.getWhole(copilot.id))?.callbackSecrets.map(({ secret }) => secret.reveal());
    };
    expect(await secrets(24 * HOUR_MS - 1)).toEqual([next?.reveal(), callbackSecret.reveal()]);
    expect(await secrets(24 * HOUR_MS)).toEqual([next?.reveal()]);
  });
});

onPostgres('copilots whose encryption key was lost', (engine) => {
  it('are listed without the secrets that cannot be read, and get new ones in their place', async () => {
    const { id } = (await engine.store.copilots.create({ name: 'Bot' })).copilot;
    await engine.store.copilots.rotateIdentitySecret(id);
    const store = await createStore({ databaseUrl: engine.databaseUrl ?? '', encryptionKeys: [newKey()] });
    try {
      const { copilots } = store;
      const unreadable = { name: 'StoreError', kind: 'unreadable_secret' };
      expect(await copilots.list()).toMatchObject([{ id, callbackSecrets: [], identitySecrets: [] }]);
      expect(await copilots.getWhole(id)).toMatchObject({ callbackSecrets: [], identitySecrets: [] });
      await expect(copilots.callbackSecrets(id)).rejects.toMatchObject(unreadable);
      await expect(copilots.identitySecrets(id)).rejects.toMatchObject(unreadable);

      const callbackSecret = await copilots.rotateCallbackSecret(id);
      const identity = await copilots.rotateIdentitySecret(id);
      expect(await copilots.callbackSecrets(id)).toMatchObject([{ secret: callbackSecret }]);
      expect(await copilots.identitySecrets(id)).toMatchObject([{ keyId: identity?.keyId }]);
      expect(await copilots.getWhole(id)).toMatchObject({
        callbackSecrets: [{ validUntil: null }],
        identitySecrets: [{ keyId: identity?.keyId }],
      });
    } finally {
      await store.close();
    }
  });
});
