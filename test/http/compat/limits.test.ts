import { Widget005 } from '../../support/compat/widget-005';
import { Widget457 } from '../../support/compat/widget-457';
import { startScene, type Scene } from '../api/scene';

let scene: Scene;
let token: string;
beforeAll(async () => {
  scene = await startScene({ limits: { newSessionsPerMinute: 4 } });
  token = (await scene.store.copilots.create({ name: 'Acme' })).copilot.publicToken;
});
afterAll(() => scene.close());

it('new contacts and sessions of both older widgets come out of the one budget of an address that the limits name', async () => {
  const widget = new Widget457({ apiUrl: scene.url, token });
  await widget.start();
  expect((await widget.createSession()).status).toBe(200);
  const old = new Widget005({ apiUrl: `${scene.url}/backend`, socketUrl: scene.url, token });
  expect((await old.http('POST', `/chat-session/${token}`)).status).toBe(200);
  expect((await widget.createSession()).status).toBe(200);
  const refused = await widget.createSession();
  expect(refused).toMatchObject({ status: 429, body: { statusCode: 429, code: 'rate_limited' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await old.http('POST', `/chat-session/${token}`)).status).toBe(429);
  expect((await widget.call('POST', '/contact/create-unverified', {})).status).toBe(429);
  // Who is in goes on.
  expect((await widget.sessions()).length).toBe(2);
});
