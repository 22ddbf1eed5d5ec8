import type { ConnectionView } from '../../../contract/admin';
import { Secret } from '../../../config/secret';
import { startSimulator, type Simulator } from '../../../simulator/server';
import type { SaveConnection } from '../../../store/types';
import { connectZendesk } from '../../../zendesk/setup';
import { call, type ErrorAnswer } from '../api/client';
import { ADMIN_TOKEN, startScene, type Scene } from '../api/scene';
import { follow } from './progress';

interface App {
  appId: string;
  keyId: string;
  secret: string;
}

let zendesk: Simulator;
let scene: Scene;
/** What another admin does while Zendesk is asked, when our own request has read all that it goes by. */
let meanwhile: (() => Promise<unknown>) | undefined;
beforeAll(async () => {
  zendesk = await startSimulator({ logLevel: 'silent' });
  scene = await startScene({
    config: {
      publicUrl: 'https://handoff.example',
      adminToken: new Secret(ADMIN_TOKEN),
      zendeskApiUrl: `${zendesk.url}/sc`,
    },
    connectZendesk: async (options) => {
      const act = meanwhile;
      meanwhile = undefined;
      await act?.();
      return connectZendesk(options);
    },
  });
});
afterAll(async () => {
  await scene.close();
  await zendesk.close();
});

const admin = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
  call<T>(scene.url, method, `/api/v1/admin${path}`, {
    key: ADMIN_TOKEN,
    ...(body === undefined ? {} : { body }),
  });
const whole = (copilotId: string) => scene.store.connections.getWhole(copilotId);

async function connected() {
  const { app } = (await call<{ app: App }>(zendesk.url, 'POST', '/simulator/apps', { body: {} })).body;
  const { copilot } = (await admin<{ copilot: { id: string } }>('POST', '/copilots', { name: 'Bot' })).body;
  const path = `/copilots/${copilot.id}/zendesk`;
  const { appId, keyId, secret } = app;
  const credentials = { subdomain: 'acme', appId, keyId };
  expect((await admin('PUT', path, { ...credentials, secret })).status).toBe(200);
  const saved = await whole(copilot.id);
  if (saved === undefined) throw new Error('not connected');
  return { id: copilot.id, appId, path, credentials, saved };
}
type Connected = Awaited<ReturnType<typeof connected>>;

/** As another admin's Verify & Save ends. */
const saveNewKey = ({ saved }: Connected) => {
  const { copilotId, subdomain, appId, keyId, integrationId, webhookId } = saved;
  const { agentWorkspaceId, seatId, multiConversations, checks } = saved;
  const newer: SaveConnection = {
    ...{ copilotId, subdomain, appId, keyId, integrationId, webhookId },
    ...{ agentWorkspaceId, seatId, multiConversations, checks },
    secret: new Secret('the-newer-key'),
    webhookSecret: new Secret('the-newer-webhook-secret'),
  };
  return scene.store.connections.save(newer);
};

describe('an admin who verifies again while somebody else changes the connection is told so', () => {
  const refused = [409, 'changed_meanwhile', expect.stringMatching(/was changed meanwhile/)];
  const verifyAgain = async ({ path }: Connected) => {
    const { status, body } = await admin<ErrorAnswer>('POST', `${path}/verify`);
    return [status, body.error.code, body.error.message];
  };

  it('a newer key stays, and works on', async () => {
    const own = await connected();
    meanwhile = () => saveNewKey(own);
    expect(await verifyAgain(own)).toEqual(refused);
    const now = await whole(own.id);
    expect(now?.secret.reveal()).toBe('the-newer-key');
    expect(now?.webhookSecrets[0]?.secret.reveal()).toBe('the-newer-webhook-secret');
  });

  it('that Zendesk refuses the older key says nothing of the newer one', async () => {
    const own = await connected();
    meanwhile = async () => {
      await saveNewKey(own);
      await call(zendesk.url, 'PATCH', `/simulator/apps/${own.appId}`, { body: { secret: 'the-newer-key' } });
    };
    expect(await verifyAgain(own)).toEqual(refused);
    expect(await whole(own.id)).toMatchObject({ status: 'active', problem: null });
  });

  it('a connection that was disconnected stays so', async () => {
    const own = await connected();
    meanwhile = () => admin('DELETE', own.path);
    expect(await verifyAgain(own)).toEqual(refused);
    expect((await admin('GET', own.path)).body['connection']).toBeNull();
  });

  it('a webhook that was rotated stays in front', async () => {
    const own = await connected();
    // By then the list of Zendesk has been read, with the webhook that goes.
    const rotated = new Secret('the-rotated-secret');
    meanwhile = () => scene.store.connections.addWebhookSecret(own.id, rotated, 'the-rotated-webhook');
    expect(await verifyAgain(own)).toEqual(refused);
    const now = await whole(own.id);
    expect(now?.webhookId).toBe('the-rotated-webhook');
    expect(now?.webhookSecrets.map(({ secret }) => secret.reveal())).toEqual([
      'the-rotated-secret',
      own.saved.webhookSecrets[0]?.secret.reveal(),
    ]);
  });

  it('line by line, too; the same for one who saves with the stored key', async () => {
    const own = await connected();
    for (const [method, path, body] of [
      ['POST', `${own.path}/verify`, undefined],
      ['PUT', own.path, own.credentials],
    ] as const) {
      meanwhile = () => saveNewKey(own);
      const { events } = await follow(scene, method, path, body);
      expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'changed_meanwhile' } });
      // Back to the key that Zendesk takes.
      await scene.store.connections.save({
        ...own.saved,
        webhookSecret: new Secret('the-newest-webhook-secret'),
      });
    }
  });

  it('whoever rotates the webhook of a connection that is gone by then is told that there is none', async () => {
    const own = await connected();
    meanwhile = () => scene.store.connections.delete(own.id);
    const { status, body } = await admin<ErrorAnswer>('POST', `${own.path}/webhook-secret`, {});
    expect([status, body.error.code]).toEqual([409, 'not_connected']);
  });

  it('when nobody is faster, all goes on as before', async () => {
    const { path } = await connected();
    for (let round = 1; round <= 2; round += 1) {
      const { status, body } = await admin<{ connection: ConnectionView }>('POST', `${path}/verify`);
      expect([status, body.connection.status]).toEqual([200, 'active']);
      expect((await admin('POST', `${path}/webhook-secret`, {})).status).toBe(200);
    }
  });
});
