import { Secret } from '../../config/secret';
import { preferencesSchema } from '../../contract/preferences';
import type { SaveConnection } from '../../store/types';
import { without } from '../../store/without';
import { onBothEngines } from './engines';

const HOUR_MS = 3600 * 1000;

function connection(copilotId: string, change: Partial<SaveConnection> = {}): SaveConnection {
  return {
    copilotId,
    subdomain: 'acme',
    appId: '5ebee0975ac5304b664a12fa',
    keyId: 'app_1',
    secret: new Secret('zendesk-secret'),
    integrationId: 'i1',
    webhookId: 'w1',
    agentWorkspaceId: 'aw1',
    seatId: 'seat1',
    multiConversations: true,
    checks: [{ name: 'credentials', ok: true, detail: 'fine' }],
    webhookSecret: new Secret('webhook-1'),
    ...change,
  };
}

onBothEngines('connections', (engine) => {
  const newCopilot = async () => (await engine.store.copilots.create({ name: 'Bot' })).copilot.id;
  const webhookSecrets = async (copilotId: string) =>
    (await engine.store.connections.getWhole(copilotId))?.webhookSecrets.map(({ secret }) => secret.reveal());

  it('are saved whole, counted up, and remember when the secret was set', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    expect(await connections.get(copilotId)).toBeUndefined();
    const start = new Date('2030-01-01T10:00:00Z');
    engine.setTime(start);
    const saved = await connections.save(connection(copilotId));
    expect(saved).toEqual({
      ...without(connection(copilotId), 'webhookSecret'),
      status: 'active',
      webhookMode: 'automatic',
      problem: null,
      checkedAt: null,
      secretSetAt: start,
      webhookSecrets: [{ secret: new Secret('webhook-1'), setAt: start, validUntil: null }],
      generation: 1,
      lastEventAt: null,
      connectedAt: start,
    });
    expect(saved.secret.reveal()).toBe('zendesk-secret');

    const later = new Date('2030-01-01T11:00:00Z');
    engine.setTime(later);
    expect(
      await connections.save(connection(copilotId, { subdomain: 'acme2', webhookId: null })),
    ).toMatchObject({
      subdomain: 'acme2',
      webhookId: null,
      generation: 2,
      secretSetAt: start,
      connectedAt: start,
    });
    const changed = await connections.save(connection(copilotId, { secret: new Secret('new') }));
    expect(changed).toMatchObject({ generation: 3, secretSetAt: later });
    expect(changed.secret.reveal()).toBe('new');
  });

  it('hold three webhook secrets at the most, old ones for 24 hours, none twice', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const start = new Date('2030-01-01T10:00:00Z');
    const save = (hour: number, secret: string) => {
      engine.setTime(new Date(start.getTime() + hour * HOUR_MS));
      return connections.save(connection(copilotId, { webhookSecret: new Secret(secret) }));
    };
    await save(0, 'w1');
    await save(1, 'w1');
    expect(await webhookSecrets(copilotId)).toEqual(['w1']);
    await save(2, 'w2');
    await save(3, 'w1');
    expect(await webhookSecrets(copilotId)).toEqual(['w1', 'w2']);
    await save(4, 'w3');
    await save(5, 'w4');
    expect(await webhookSecrets(copilotId)).toEqual(['w4', 'w3', 'w1']);
    engine.setTime(new Date(start.getTime() + 28 * HOUR_MS));
    expect(await webhookSecrets(copilotId)).toEqual(['w4', 'w3']);
    engine.setTime(new Date(start.getTime() + 400 * HOUR_MS));
    expect(await webhookSecrets(copilotId)).toEqual(['w4']);
  });

  it('S4: refuse an empty secret and keep what was there', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    await connections.save(connection(copilotId));
    for (const empty of [{ secret: new Secret('') }, { webhookSecret: new Secret('') }]) {
      await expect(
        connections.save(connection(copilotId, { subdomain: 'other', ...empty })),
      ).rejects.toMatchObject({ name: 'StoreError', kind: 'invalid' });
    }
    expect(await connections.get(copilotId)).toMatchObject({ subdomain: 'acme', generation: 1 });
  });

  it('do not take a status from credentials that were replaced', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const status = async () => (await connections.get(copilotId))?.status;
    await connections.save(connection(copilotId));
    expect(await connections.setProblem(copilotId, 'refused', 1)).toBe(true);
    expect(await connections.setProblem(copilotId, 'refused', 1)).toBe(false);
    expect(await status()).toBe('needs_attention');
    await connections.save(connection(copilotId));
    expect(await status()).toBe('active');
    expect(await connections.setProblem(copilotId, 'refused', 1)).toBe(false);
    expect(await status()).toBe('active');
    const gone = [{ name: 'webhook' as const, ok: false, detail: 'gone' }];
    expect(await connections.setChecks(copilotId, gone, 'gone', 1)).toBe(false);
    expect(await connections.get(copilotId)).toMatchObject({ status: 'active', problem: null });
    expect(await connections.setChecks(copilotId, gone, 'gone', 2)).toBe(true);
    expect(await connections.get(copilotId)).toMatchObject({
      status: 'needs_attention',
      problem: { message: 'gone' },
      checks: [{ name: 'webhook', ok: false }],
    });
  });

  it('count on when one is deleted and made anew', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    await connections.save(connection(copilotId));
    expect(await connections.delete(copilotId)).toBe(true);
    expect(await connections.delete(copilotId)).toBe(false);
    expect(await connections.get(copilotId)).toBeUndefined();
    const again = await connections.save(connection(copilotId, { webhookSecret: new Secret('w9') }));
    expect(again.generation).toBe(2);
    expect(await webhookSecrets(copilotId)).toEqual(['w9']);
  });

  it('are saved over the one that was read, and over no other', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const first = await connections.save(connection(copilotId));
    const late = connection(copilotId, { secret: new Secret('older'), webhookSecret: new Secret('older') });

    const second = await connections.saveOver(first.generation, connection(copilotId, { subdomain: 'two' }));
    expect(second).toMatchObject({ subdomain: 'two', status: 'active' });
    expect(await connections.saveOver(first.generation, late)).toBeUndefined();
    expect(await connections.getWhole(copilotId)).toEqual(second);

    // A new webhook secret is a change, too.
    expect(await connections.addWebhookSecret(copilotId, new Secret('rotated'), 'w2')).toBe(true);
    const rotated = await connections.getWhole(copilotId);
    expect(rotated?.webhookId).toBe('w2');
    expect(await connections.saveOver(second?.generation ?? 0, late)).toBeUndefined();
    expect(await connections.getWhole(copilotId)).toEqual(rotated);

    await connections.delete(copilotId);
    expect(await connections.saveOver(rotated?.generation ?? 0, late)).toBeUndefined();
    expect(await connections.addWebhookSecret(copilotId, new Secret('late'), null)).toBe(false);
    expect(await connections.get(copilotId)).toBeUndefined();
    await connections.save(connection(copilotId));
    expect(await webhookSecrets(copilotId)).toEqual(['webhook-1']);
  });

  it('of two that are saved over the same one, one is', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const { generation } = await connections.save(connection(copilotId));
    const saves = ['one', 'two', 'three'].map((subdomain) =>
      connections.saveOver(generation, connection(copilotId, { subdomain })),
    );
    const saved = (await Promise.all(saves)).filter((each) => each !== undefined);
    expect(saved).toHaveLength(1);
    expect(await connections.getWhole(copilotId)).toEqual(saved[0]);
  });

  it('note an event once a minute', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    await connections.save(connection(copilotId));
    const at = (time: string) => new Date(`2030-01-01T${time}Z`);
    const read = async () => {
      const found = await connections.get(copilotId);
      if (found === undefined) throw new Error('no connection');
      return found;
    };
    const noted = async (time: string) => {
      await connections.noteEvent(await read(), at(time));
      return (await read()).lastEventAt;
    };
    const fresh = await read();
    expect(await noted('10:00:00')).toEqual(at('10:00:00'));
    // Another process has read before that one wrote.
    expect(await connections.noteEvent(fresh, at('10:00:01'))).toBe(false);
    expect(await noted('10:00:59')).toEqual(at('10:00:00'));
    const old = await read();
    expect(await noted('10:01:01')).toEqual(at('10:01:01'));
    await connections.noteEvent(old, at('10:01:03'));
    expect((await read()).lastEventAt).toEqual(at('10:01:01'));
  });

  it('of several first events at once one is the first', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const fresh = await connections.save(connection(copilotId));
    const notes = Array.from({ length: 5 }, (_, i) => connections.noteEvent(fresh, new Date(i)));
    expect((await Promise.all(notes)).filter((isFirst) => isFirst)).toHaveLength(1);
  });

  it('are found by the key of their webhook, with the live secrets, newest first', async () => {
    const { connections, copilots } = engine.store;
    const { copilot } = await copilots.create({ name: 'Bot' });
    const { id: copilotId, webhookKey } = copilot;
    const row = await copilots.get(copilotId);
    expect(await connections.byWebhookKey('nothing\0')).toBeUndefined();
    expect(await connections.byWebhookKey(webhookKey)).toEqual({
      copilot: row,
      connection: undefined,
      webhookSecrets: [],
    });
    const start = new Date('2030-01-01T10:00:00Z');
    engine.setTime(start);
    await connections.save(connection(copilotId, { webhookSecret: new Secret('w1') }));
    await connections.save(connection(copilotId, { webhookSecret: new Secret('w2') }));
    const saved = await connections.getWhole(copilotId);
    if (saved === undefined) throw new Error('no connection');
    const { webhookSecrets: both, ...rest } = saved;
    expect(both.map(({ secret }) => secret.reveal())).toEqual(['w2', 'w1']);
    const facts = without(rest, 'secret');
    expect(await connections.byWebhookKey(webhookKey)).toEqual({
      copilot: row,
      connection: facts,
      webhookSecrets: both,
    });
    engine.setTime(new Date(start.getTime() + 24 * HOUR_MS));
    expect((await connections.byWebhookKey(webhookKey))?.webhookSecrets).toEqual([both[0]]);
  });

  it('of two saves at once end with one of them, whole', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const names = ['one', 'two', 'three', 'four'];
    await Promise.all(
      names.map((name) =>
        connections.save(
          connection(copilotId, {
            subdomain: name,
            secret: new Secret(name),
            webhookSecret: new Secret(name),
          }),
        ),
      ),
    );
    const saved = await connections.getWhole(copilotId);
    expect(saved?.secret.reveal()).toBe(saved?.subdomain);
    expect(saved?.webhookSecrets[0]?.secret.reveal()).toBe(saved?.subdomain);
    expect(saved?.webhookSecrets).toHaveLength(3);
    expect(saved?.generation).toBe(4);
  });

  it('keep preferences, with defaults for what was never set, over a disconnect', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    expect(await connections.preferences(copilotId)).toEqual(preferencesSchema.parse({}));
    const preferences = preferencesSchema.parse({ tags: ['vip'], pickupTimeoutSeconds: 60 });
    await connections.setPreferences(copilotId, preferences);
    await connections.delete(copilotId);
    expect(await connections.preferences(copilotId)).toEqual(preferences);
  });

  it('of two writers of the same preferences the second sees what the first has stored', async () => {
    const { connections } = engine.store;
    const copilotId = await newCopilot();
    const read = JSON.stringify(await connections.preferences(copilotId));
    const writes = ['one', 'two', 'three'].map((tag) =>
      connections.setPreferences(
        copilotId,
        preferencesSchema.parse({ tags: [tag] }),
        (stored) => JSON.stringify(stored) === read,
      ),
    );
    expect((await Promise.all(writes)).filter((isSet) => isSet)).toHaveLength(1);
  });
});
