import Ajv from 'ajv';
import { call } from './client';
import { startScene, type Scene } from './scene';

interface Document {
  openapi: string;
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, unknown>; security: unknown[] }>
  >;
  webhooks: Record<string, unknown>;
  components: { schemas: Record<string, object> };
}

describe('health and documents', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.close());

  it('is live always, and ready only with Temporal and the database', async () => {
    const ready = async () => call(scene.url, 'GET', '/health/ready');
    expect((await ready()).body).toEqual({ status: 'ready', parts: { database: 'up', temporal: 'up' } });
    scene.gateway.isAway = true;
    const away = await ready();
    expect(away.status).toBe(503);
    expect(away.body).toEqual({ status: 'unavailable', parts: { database: 'up', temporal: 'down' } });
    scene.gateway.isAway = false;
    const ping = jest.spyOn(scene.store, 'ping').mockReturnValueOnce(new Promise(() => undefined));
    const hung = await ready();
    ping.mockRestore();
    expect(hung.body).toEqual({ status: 'unavailable', parts: { database: 'down', temporal: 'up' } });
    expect((await call(scene.url, 'GET', '/health/live')).body).toEqual({ status: 'live' });
  });

  it('serves an OpenAPI 3.1 document of every route, with its errors', async () => {
    const { body } = await call<Document>(scene.url, 'GET', '/api/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(51);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(51);
    for (const { operationId, responses, security } of operations) {
      // A backend has its key, an admin the token or a session; signing in and out is for anybody.
      const ways =
        operationId.endsWith('AdminSession') && operationId !== 'getAdminSession'
          ? 0
          : operationId.includes('Admin')
            ? 2
            : 1;
      expect([operationId, security.length]).toEqual([operationId, ways]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '429', '500', '503']));
    }
    const post = body.paths['/api/v1/handoffs/{sessionId}/messages']?.['post'];
    expect(Object.keys(post?.responses ?? {}).sort()).toEqual([
      '202',
      '400',
      '401',
      '404',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(body.components.schemas)).toEqual(
      expect.arrayContaining([
        'Handoff',
        'SessionEvent',
        'StartHandoff',
        'Preferences',
        'Connection',
        'Callback',
        'Error',
      ]),
    );
    expect(Object.keys(body.webhooks)).toEqual(['callback', 'botTurn']);
  });

  it('the document’s schemas are JSON schemas that take what we send', async () => {
    const { body } = await call<Document>(scene.url, 'GET', '/api/openapi.json');
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', components: body.components });
    const isError = ajv.compile({ $ref: 'doc#/components/schemas/Error' });
    expect(isError((await call(scene.url, 'GET', '/nothing')).body)).toBe(true);
    for (const name of Object.keys(body.components.schemas)) {
      expect(() => ajv.compile({ $ref: `doc#/components/schemas/${name}` })).not.toThrow();
    }
  });

  it('serves its page and all of its files itself, under a policy without inline', async () => {
    const page = await call(scene.url, 'GET', '/api/docs');
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline');
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => String(match[1]));
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      expect(file.startsWith('/api/docs/')).toBe(true);
      expect((await call(scene.url, 'GET', file)).status).toBe(200);
    }
    expect(page.text).not.toMatch(/<script>|style=|onload=/);
    expect((await call(scene.url, 'GET', '/api/docs/../../package.json')).status).toBe(404);
    expect((await call(scene.url, 'GET', '/api/docs/package.json')).status).toBe(404);
  });
});
