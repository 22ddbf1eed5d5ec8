import { routeTable } from '../../../api/routes';
import type { SessionService } from '../../../api/hosted/service';
import { createOpenStreams } from '../../../api/sessions/open-streams';
import { call, type ErrorAnswer } from './client';
import { ADMIN_TOKEN, addTenant, startScene, type Scene, type Tenant } from './scene';

/** Bodies that pass the checks, so that a refusal is one of identity. */
const BODIES: Record<string, unknown> = {
  'post /api/v1/handoffs': { sessionId: 'stranger', user: {} },
  'post /api/v1/handoffs/{sessionId}/messages': { id: 'm1', text: 'x' },
  'put /api/v1/admin/copilots/{copilotId}/zendesk/support': {
    email: 'a@x.test',
    token: 'a-token-of-support',
  },
  'post /api/v1/admin/copilots/{copilotId}/zendesk/preferences/preview': { handoff: { user: {} } },
  'post /api/v1/sessions/{sessionId}/messages': { id: 'b1', message: { text: 'x' } },
};

describe('S30: every route, every identity', () => {
  let scene: Scene;
  let owner: Tenant;
  let stranger: Tenant;
  let deletedKey: string;
  let keyOfDeletedCopilot: string;
  let handoffId: string;

  beforeAll(async () => {
    scene = await startScene();
    owner = await addTenant(scene.store);
    stranger = await addTenant(scene.store);
    const extra = await scene.store.copilots.createApiKey(owner.copilotId);
    deletedKey = extra?.apiKey.reveal() ?? '';
    await scene.store.copilots.deleteApiKey(owner.copilotId, extra?.id ?? '');
    const gone = await addTenant(scene.store);
    keyOfDeletedCopilot = gone.apiKey;
    await scene.store.copilots.delete(gone.copilotId);
    const { record } = await scene.store.handoffs.open({
      copilotId: owner.copilotId,
      request: { sessionId: 'owned', user: {} },
    });
    handoffId = record.handoff.id;
  });
  afterAll(() => scene.close());

  const table = routeTable({} as Scene['deps'], createOpenStreams(), {} as SessionService);
  const all = table.map(({ method, path, operation }) => ({ method, path, auth: operation.auth }));
  // Signing in and out is for anybody; what guards it is in admin-session.test.ts.
  const rows = all.filter(({ auth }) => auth !== 'nobody');

  const fill = (path: string) =>
    path
      .replace('{sessionId}', 'owned')
      .replace('{copilotId}', owner.copilotId)
      .replace('{handoffId}', handoffId)
      .replace('{keyId}', 'key_x')
      .replace('{callbackId}', 'evt_x')
      .replace('{list}', 'groups');

  const send = (method: string, path: string, key: string | undefined, url = fill(path)) =>
    call<ErrorAnswer>(scene.url, method.toUpperCase(), url, {
      ...(key === undefined ? {} : { key }),
      ...(method === 'get' || method === 'delete' ? {} : { body: BODIES[`${method} ${path}`] ?? {} }),
    });

  const snapshot = async () => ({
    owned: await scene.store.handoffs.list({ copilotId: owner.copilotId, limit: 200 }),
    session: await scene.store.sessions.get(owner.copilotId, 'owned'),
    copilots: (await scene.store.copilots.list()).map(({ id, apiKeys }) => [id, apiKeys.length]),
    connection: (await scene.store.connections.get(owner.copilotId))?.generation,
    signals: scene.gateway.signals.length,
  });

  it('the table has every route of design §4.2 and §4.4', () => {
    expect(
      all.filter(({ auth }) => auth === 'nobody').map(({ method, path }) => `${method} ${path}`),
    ).toEqual(['post /api/v1/admin/session', 'delete /api/v1/admin/session']);
    expect(rows).toHaveLength(49);
    expect(rows.every(({ path, auth }) => (auth === 'admin') === path.startsWith('/api/v1/admin/'))).toBe(
      true,
    );
  });

  it.each(rows)(
    '$method $path: no key, wrong, deleted, of a deleted copilot, of the other kind are 401',
    async (row) => {
      const before = await snapshot();
      const otherKind = row.auth === 'admin' ? owner.apiKey : ADMIN_TOKEN;
      const identities = [undefined, 'wrong', `${owner.apiKey}x`, deletedKey, keyOfDeletedCopilot, otherKind];
      const answers = await Promise.all(identities.map((key) => send(row.method, row.path, key)));
      for (const { status, body, headers } of answers) {
        expect(status).toBe(401);
        expect(body).toEqual({
          error: { code: 'unauthorized', message: 'The credentials are missing or wrong.' },
        });
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
      expect(await snapshot()).toEqual(before);
    },
  );

  it.each(rows.filter(({ path, auth }) => auth === 'copilot' && path.includes('{')))(
    '$method $path: another copilot’s session answers exactly as an unknown one',
    async ({ method, path }) => {
      const before = await snapshot();
      const foreign = await send(method, path, stranger.apiKey);
      const unknown = await send(method, path, stranger.apiKey, path.replace('{sessionId}', 'nobody'));
      expect(foreign.status).toBe(404);
      expect(['not_found', 'handoff_not_found']).toContain(foreign.body.error.code);
      expect([unknown.status, unknown.body]).toEqual([foreign.status, foreign.body]);
      expect(await snapshot()).toEqual(before);
    },
  );

  it.each(rows.filter(({ auth, path }) => auth === 'admin' && path.includes('{')))(
    '$method $path: unknown and malformed ids are 404',
    async ({ method, path }) => {
      const body = path.endsWith('/zendesk')
        ? { subdomain: 'acme', appId: 'a'.repeat(24), keyId: 'app_1', secret: 's' }
        : (BODIES[`${method} ${path}`] ?? {});
      for (const id of [
        `cop_${'A'.repeat(22)}`,
        'x',
        '..%2f..',
        '%27%20or%201',
        `ho_${'A'.repeat(22)}`,
        'é',
        'a'.repeat(3000),
      ]) {
        const url = path.replaceAll(/\{\w+\}/g, id);
        const answer = await call<ErrorAnswer>(scene.url, method.toUpperCase(), url, {
          key: ADMIN_TOKEN,
          ...(method === 'get' || method === 'delete' ? {} : { body }),
        });
        expect([answer.status, url]).toEqual([404, url]);
        expect(['not_found', 'handoff_not_found']).toContain(answer.body.error.code);
      }
    },
  );

  it('a stranger’s own session of the same name is another session', async () => {
    const started = await send('post', '/api/v1/handoffs', stranger.apiKey);
    expect(started.status).toBe(201);
    await call(scene.url, 'POST', '/api/v1/handoffs', {
      key: stranger.apiKey,
      body: { sessionId: 'owned', user: {} },
    });
    const theirs = await call<{ handoff: { id: string } }>(scene.url, 'GET', '/api/v1/handoffs/owned', {
      key: stranger.apiKey,
    });
    expect(theirs.body.handoff.id).not.toBe(handoffId);
  });
});
