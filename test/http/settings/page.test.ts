import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../api/client';
import { startScene, type Scene } from '../api/scene';

const PAGE =
  '<!doctype html><meta name="csp-nonce" nonce="__CSP_NONCE__" content="__CSP_NONCE__"><div id="root"></div>';

describe('S37: the settings page is served with a strict policy', () => {
  let scene: Scene;
  let settingsDir: string;
  beforeAll(async () => {
    settingsDir = await mkdtemp(join(tmpdir(), 'settings-'));
    await mkdir(join(settingsDir, 'assets'));
    await writeFile(join(settingsDir, 'index.html'), PAGE);
    await writeFile(join(settingsDir, 'assets', 'index-abc123.js'), 'export {};');
    await writeFile(join(settingsDir, 'secret.txt'), 'not for the web');
    scene = await startScene({ settingsDir });
  });
  afterAll(async () => {
    await scene.close();
    await rm(settingsDir, { recursive: true, force: true });
  });
  const get = (path: string) => call(scene.url, 'GET', path);

  it.each(['/settings', '/settings/', '/settings/copilots/cop_x/zendesk'])('%s is the page', async (path) => {
    const { status, headers, text } = await get(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('cache-control')).toBe('no-store');
    const nonce = /content="([A-Za-z0-9+/=]{24})"/.exec(text)?.[1] ?? 'none';
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  });

  it('every answer has a nonce of its own', async () => {
    const [one, two] = await Promise.all([get('/settings'), get('/settings')]);
    expect(one.headers.get('content-security-policy')).not.toBe(two.headers.get('content-security-policy'));
  });

  it('its files may be kept for ever; one that is not there is 404, not the page', async () => {
    const file = await get('/settings/assets/index-abc123.js');
    expect([file.status, file.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect((await get('/settings/assets/index-gone.js')).status).toBe(404);
  });

  it.each([
    '/settings/assets/../secret.txt',
    '/settings/assets/%2e%2e/secret.txt',
    '/settings/assets/..%2fsecret.txt',
  ])('%s shows nothing of what lies beside', async (path) => {
    expect((await get(path)).text).not.toContain('not for the web');
  });

  it('only GET', async () => {
    const { status, headers } = await call(scene.url, 'POST', '/settings');
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('says what to do when it is not built', async () => {
    const bare = await startScene({ settingsDir: join(settingsDir, 'nowhere') });
    const { status, text } = await call(bare.url, 'GET', '/settings');
    expect(status).toBe(503);
    expect(text).toContain('npm run build:web');
    await bare.close();
  });
});
