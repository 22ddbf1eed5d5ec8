import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOutboundPolicy } from '../../../config/outbound';
import { Secret } from '../../../config/secret';
import { addTenant, startScene, type Scene } from './scene';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>window.ran=1</script></svg>';

let scene: Scene;
let elsewhere: Server;
let host: string;
/** Zendesk's own, as the operator has named it: another port of the same server, which nobody may reach otherwise. */
let zendesk: Server;
let zendeskHost: string;
let asked: { url: string | undefined; authorization: string | undefined }[] = [];

beforeAll(async () => {
  const answer: RequestListener = (req, res) => {
    asked.push({ url: req.url, authorization: req.headers.authorization });
    if (req.url === '/page.html') res.end('<!doctype html><script>1</script>');
    else if (req.url === '/huge.svg') res.end(`${SVG}${' '.repeat(1_100_000)}`);
    else if (req.url === '/moved.svg') res.writeHead(302, { location: '/sam.svg' }).end();
    else res.writeHead(200, { 'content-type': 'text/html' }).end(SVG);
  };
  elsewhere = createServer(answer);
  zendesk = createServer(answer);
  host = await listening(elsewhere);
  zendeskHost = await listening(zendesk);
  scene = await startScene({
    outbound: createOutboundPolicy([host]),
    config: {
      publicUrl: 'https://handoff.example',
      adminToken: new Secret('admin-token-canary-0123456789'),
      zendeskApiUrl: `http://${zendeskHost}/sc`,
    },
  });
});
afterAll(async () => {
  await scene.close();
  elsewhere.close();
  zendesk.close();
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(() => (asked = []));

/** Where a widget is sent for this picture, on the server of this test. */
function pathOf(copilotId: string, picture: string): string {
  const { pathname, search } = new URL(scene.deps.files.links.avatar(copilotId, picture));
  return `${scene.url}${pathname}${search}`;
}

it('S36, S41: a picture comes as what its bytes are, as a download without rights, and is asked for once', async () => {
  const { copilotId } = await addTenant(scene.store);
  for (let times = 0; times < 3; times += 1) {
    const answer = await fetch(pathOf(copilotId, `http://${host}/sam.svg`));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(SVG);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-disposition': expect.stringContaining('attachment') as string,
      'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/) as string,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
  }
  expect(asked).toEqual([{ url: '/sam.svg', authorization: undefined }]);
});

it('R40, S26: a picture at Zendesk comes from there, without our key', async () => {
  const { copilotId } = await addTenant(scene.store);
  const answer = await fetch(pathOf(copilotId, `http://${zendeskHost}/sam.svg`));
  expect([answer.status, await answer.text()]).toEqual([200, SVG]);
  expect(asked).toEqual([{ url: '/sam.svg', authorization: undefined }]);
  for (const name of ['page.html', 'huge.svg', 'moved.svg']) {
    const { status } = await fetch(pathOf(copilotId, `http://${zendeskHost}/${name}`));
    expect([name, status]).toEqual([name, name === 'moved.svg' ? 503 : 404]);
  }
});

it.each(['page.html', 'huge.svg', 'moved.svg'])('S36, S23, S27: %s is no picture of ours', async (name) => {
  const { copilotId } = await addTenant(scene.store);
  const answer = await fetch(pathOf(copilotId, `http://${host}/${name}`));
  expect(answer.status).toBe(404);
  expect(asked.map(({ url }) => url)).toEqual([`/${name}`]);
});

it('S21: nothing private is asked for a picture', async () => {
  const { copilotId } = await addTenant(scene.store);
  for (const picture of ['http://169.254.169.254/latest', 'http://localhost:1/x', 'https://10.0.0.1/x']) {
    expect([picture, (await fetch(pathOf(copilotId, picture))).status]).toEqual([picture, 503]);
  }
});

it('S36: only what we signed is fetched: no other address, copilot or signature', async () => {
  const { copilotId } = await addTenant(scene.store);
  const good = new URL(pathOf(copilotId, `http://${host}/sam.svg`));
  const other = Buffer.from(`http://${host}/other.svg`).toString('base64url');
  const forged = [
    good.href.replace(/[^/]+\?/, `${other}?`),
    good.href.replace(copilotId, 'cop_AAAAAAAAAAAAAAAAAAAAAA'),
    good.href.replace(/sig=./, 'sig=!'),
    good.href.replace(/\?.*/, ''),
    `${good.href}&sig=x`,
  ];
  for (const url of forged) expect([url, (await fetch(url)).status]).toEqual([url, 404]);
  expect(asked).toEqual([]);
});
