import { gzipSync } from 'node:zlib';
import { Secret } from '../../../config/secret';
import { StoreError } from '../../../store';
import { call, type ErrorAnswer } from './client';
import { addTenant, APP_ID, startScene, type Scene, type Tenant } from './scene';
import { agentText, envelope, hex } from './webhook-fixtures';
import { deliver, openHandoff } from './webhook-scene';

const UNAUTHORIZED = {
  error: { code: 'unauthorized', message: 'The webhook key or the X-API-Key is wrong.' },
};

describe('Zendesk webhook: the door', () => {
  let scene: Scene;
  let tenant: Tenant;
  const knock = (path: string, headers: Record<string, string>, raw: string | Buffer = '{}') =>
    call<ErrorAnswer>(scene.url, 'POST', `/webhooks/zendesk/${path}`, { raw, headers });

  beforeAll(async () => {
    // So strict that any counting of webhooks would show.
    scene = await startScene({ limits: { failedKeysPerMinute: 1, failedAdminPerMinute: 1 } });
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());

  it.each([
    ['no key', { 'X-Other': 'x' }],
    ['an empty key', { 'X-API-Key': '' }],
    ['a wrong key of the same length', { 'X-API-Key': 'webhook-secret-canary-2' }],
    ['a prefix of the key', { 'X-API-Key': 'webhook-secret-canary' }],
    ['a longer key', { 'X-API-Key': 'webhook-secret-canary-1x' }],
    ['the key as a bearer token', { Authorization: 'Bearer webhook-secret-canary-1' }],
    ['the key twice', { 'X-API-Key': 'webhook-secret-canary-1, webhook-secret-canary-1' }],
  ])('S1/S2/R52: %s is 401 before the body is parsed, and nothing is recorded', async (_name, headers) => {
    const before = scene.gateway.signals.length;
    const { status, body } = await knock(tenant.webhookKey, headers, 'not even JSON');
    expect([status, body]).toEqual([401, UNAUTHORIZED]);
    expect(scene.gateway.signals).toHaveLength(before);
  });

  it('S1: a key in the query, and the right key of another copilot, are 401', async () => {
    const other = await addTenant(scene.store, { webhookSecret: 'secret-of-another' });
    const inQuery = await knock(`${tenant.webhookKey}?X-API-Key=${tenant.webhookSecret}`, {});
    const foreign = await knock(tenant.webhookKey, { 'X-API-Key': other.webhookSecret });
    expect([inQuery.status, foreign.status]).toEqual([401, 401]);
  });

  it('S8: an unknown path, a disconnected copilot and a wrong key cannot be told apart', async () => {
    const lonely = await addTenant(scene.store, { connected: false });
    const headers = { 'X-API-Key': 'wrong' };
    const answers = await Promise.all(
      [tenant.webhookKey, hex(), tenant.copilotId, 'x', lonely.webhookKey, '%00', `${hex()}%2f..`].map(
        (path) => knock(path, headers),
      ),
    );
    for (const { status, body, headers: sent } of answers) {
      expect([status, body]).toEqual([401, UNAUTHORIZED]);
      expect([...sent.keys()].sort()).toEqual([...(answers[0]?.headers.keys() ?? [])].sort());
    }
    expect(tenant.webhookKey.length).toBeGreaterThanOrEqual(22);
  });

  it('S3/R52: after a rotation the old and the new secret are valid, an expired one is not', async () => {
    const rotating = await addTenant(scene.store, { webhookSecret: 'the-old-secret' });
    const connection = await scene.store.connections.get(rotating.copilotId);
    if (connection === undefined) throw new Error('there is no connection');
    await scene.store.connections.save({ ...connection, webhookSecret: new Secret('the-new-secret') });
    const knockWith = async (secret: string) =>
      (await knock(rotating.webhookKey, { 'X-API-Key': secret }, JSON.stringify(envelope([])))).status;
    expect(await knockWith('the-old-secret')).toBe(200);
    expect(await knockWith('the-new-secret')).toBe(200);
    scene.clock.now = new Date(Date.now() + 25 * 3_600_000);
    expect(await knockWith('the-old-secret')).toBe(401);
    expect(await knockWith('the-new-secret')).toBe(200);
    scene.clock.now = undefined;
  });

  it('S3: secrets that cannot be read are 503, for a 401 would be final', async () => {
    const read = jest
      .spyOn(scene.store.connections, 'byWebhookKey')
      .mockRejectedValueOnce(new StoreError('unreadable_secret', 'the key is missing'));
    const { status, body } = await knock(tenant.webhookKey, { 'X-API-Key': tenant.webhookSecret });
    read.mockRestore();
    expect([status, body.error.code]).toEqual([503, 'unavailable']);
  });

  it('S6: events of another app are answered 200 and dropped', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const answer = await deliver(scene, tenant, [agentText(about, 'x')], 'ffffffffffffffffffffffff');
    expect(answer.status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toEqual([]);
    expect(scene.logs.some((line) => line.includes('of another app'))).toBe(true);
  });

  it('S6/S7: metadata that names a foreign handoff, or one of another conversation, has no effect', async () => {
    const other = await addTenant(scene.store, { webhookSecret: 'secret-of-another' });
    const foreign = await openHandoff(scene, other);
    const own = await openHandoff(scene, tenant);
    const { copilotId } = tenant;
    const forged = [
      { ...foreign.about },
      { ...foreign.about, metadata: { ...foreign.about.metadata, copilotId } },
      { conversationId: hex(), metadata: { ...foreign.about.metadata, copilotId } },
      { conversationId: foreign.about.conversationId },
      { conversationId: hex(), metadata: own.about.metadata },
      { conversationId: hex(), metadata: { handoffId: own.handoff.id } },
    ];
    const answer = await deliver(
      scene,
      tenant,
      forged.map((about) => agentText(about, 'forged')),
    );
    expect(answer.status).toBe(200);
    expect(scene.gateway.of(foreign.handoff.id)).toEqual([]);
    expect(scene.gateway.of(own.handoff.id)).toEqual([]);
  });

  it('S9: a legal webhook of 900 KB is taken', async () => {
    const { handoff, about } = await openHandoff(scene, tenant);
    const big = agentText(about, 'big', { raw: 'x'.repeat(900_000) });
    expect((await deliver(scene, tenant, [big])).status).toBe(200);
    expect(scene.gateway.of(handoff.id)).toHaveLength(1);
  });

  it.each([
    ['2 MB', 413, 'payload_too_large', Buffer.alloc(2_000_000, 32)],
    ['a gzip bomb', 413, 'payload_too_large', gzipSync(Buffer.alloc(30_000_000, 32))],
    ['an unknown encoding', 415, 'unsupported_media_type', Buffer.from('{}')],
    ['broken JSON', 400, 'invalid_json', Buffer.from('{"app":')],
    ['no UTF-8', 400, 'invalid_json', Buffer.from([0x22, 0xff, 0x22])],
    ['100 000 levels', 400, 'invalid_json', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
    [
      '60 000 keys',
      400,
      'invalid_json',
      Buffer.from(
        JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_v, i) => [`k${i}`, 1]))),
      ),
    ],
    ['an empty body', 400, 'invalid_json', Buffer.alloc(0)],
    ['null', 400, 'invalid_envelope', Buffer.from('null')],
    ['a list', 400, 'invalid_envelope', Buffer.from('[]')],
    [
      'no events',
      400,
      'invalid_envelope',
      Buffer.from(JSON.stringify({ app: { id: APP_ID }, webhook: { id: 'w' } })),
    ],
  ])('S10: %s is %i %s', async (name, status, code, raw) => {
    const encoding =
      name === 'a gzip bomb' ? 'gzip' : name === 'an unknown encoding' ? 'compress' : undefined;
    const answer = await knock(
      tenant.webhookKey,
      {
        'X-API-Key': tenant.webhookSecret,
        ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
      },
      raw,
    );
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(Object.keys(answer.body)).toEqual(['error']);
  });

  it('is never limited by failed attempts: a 429 would burn one of Zendesk’s tries', async () => {
    for (let i = 0; i < 5; i += 1) {
      expect((await deliver(scene, { ...tenant, webhookSecret: 'wrong' }, [])).status).toBe(401);
    }
    expect((await deliver(scene, tenant, [])).status).toBe(200);
  });

  it('only POST is known there', async () => {
    const { status, headers } = await call(scene.url, 'GET', `/webhooks/zendesk/${tenant.webhookKey}`);
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });
});
