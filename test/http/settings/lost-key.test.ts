import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CopilotView } from '../../../contract/admin';
import { Secret } from '../../../config/secret';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { createStore } from '../../../store';
import type { Store } from '../../../store/types';
import { call } from '../api/client';
import { addTenant, ADMIN_TOKEN, startScene, type Scene } from '../api/scene';

const newKey = () => new Secret(randomBytes(32).toString('base64'));
const UNREADABLE = { kind: 'unreadable_secret' };

describe('after the encryption key was lost', () => {
  let folder: string;
  let zendesk: Simulator;
  let store: Store;
  let scene: Scene;
  let id: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lost-key-'));
    const pgliteDir = join(folder, 'pg');
    const before = await createStore({ pgliteDir, encryptionKeys: [newKey()] });
    id = (await addTenant(before)).copilotId;
    await before.copilots.rotateIdentitySecret(id);
    await before.support.save(id, { email: 'a@acme.test', token: new Secret('support-token') });
    await before.close();
    zendesk = await startSimulator({ logLevel: 'silent' });
    store = await createStore({ pgliteDir, encryptionKeys: [newKey()] });
    const config = {
      publicUrl: 'https://handoff.example',
      adminToken: new Secret(ADMIN_TOKEN),
      zendeskApiUrl: `${zendesk.url}/sc`,
    };
    scene = await startScene({ store, config });
  }, 120_000);
  afterAll(async () => {
    await scene.close();
    await store.close();
    await zendesk.close();
    await rm(folder, { recursive: true, force: true });
  });
  const admin = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    call<T>(scene.url, method, `/api/v1/admin${path}`, {
      key: ADMIN_TOKEN,
      ...(body === undefined ? {} : { body }),
    });
  const copilot = async () => (await admin<{ copilot: CopilotView }>('GET', `/copilots/${id}`)).body.copilot;

  it('an admin still sees every copilot, those that cannot be read without their secrets', async () => {
    const { copilot: other } = await store.copilots.create({ name: 'Made since' });
    const { status, body } = await admin<{ items: CopilotView[] }>('GET', '/copilots');
    expect([status, body.items.map((item) => item.id)]).toEqual([200, [id, other.id]]);
    expect(await copilot()).toMatchObject({ id, callbackSecrets: [], identitySecrets: [] });
    const zendeskPage = await admin('GET', `/copilots/${id}/zendesk`);
    expect([zendeskPage.status, zendeskPage.body]).toMatchObject([200, { connection: null, support: null }]);
  });

  it('whoever needs a secret itself still gets the error', async () => {
    await expect(store.copilots.callbackSecrets(id)).rejects.toMatchObject(UNREADABLE);
    await expect(store.copilots.identitySecrets(id)).rejects.toMatchObject(UNREADABLE);
    await expect(store.connections.get(id)).rejects.toMatchObject(UNREADABLE);
    expect((await admin('POST', `/copilots/${id}/zendesk/verify`)).status).toBe(503);
  });

  it('an admin rotates what was lost and connects anew, and all of it works', async () => {
    for (const what of ['callback-secret', 'identity-secret'])
      expect((await admin('POST', `/copilots/${id}/${what}`)).status).toBe(201);
    const { app } = (
      await call<{ app: { appId: string; keyId: string; secret: string } }>(
        zendesk.url,
        'POST',
        '/simulator/apps',
        { body: {} },
      )
    ).body;
    const { appId, keyId, secret } = app;
    const body = { subdomain: 'acme', appId, keyId, secret };
    expect((await admin('PUT', `/copilots/${id}/zendesk`, body)).status).toBe(200);
    expect(await store.copilots.callbackSecrets(id)).toHaveLength(1);
    expect(await store.copilots.identitySecrets(id)).toHaveLength(1);
    expect((await admin('POST', `/copilots/${id}/zendesk/verify`)).status).toBe(200);
    const seen = await copilot();
    expect([seen.callbackSecrets.length, seen.identitySecrets.length]).toEqual([1, 1]);
  });
});
