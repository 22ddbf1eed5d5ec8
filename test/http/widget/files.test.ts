import { startWidgetScene, type Begun, type WidgetScene } from './scene';
import type { SessionEvent } from '../../../contract/events';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface Uploaded {
  attachment: { url: string; name: string; mediaType: string; size: number };
  error?: { code: string };
}

describe('files', () => {
  let scene: WidgetScene;
  beforeAll(async () => (scene = await startWidgetScene()));
  afterAll(() => scene.close());

  const upload = async (path: string, key: string, data: Buffer, name: string, type: string) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(data)], { type }), name);
    const answer = await fetch(`${scene.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: form,
    });
    return { status: answer.status, body: (await answer.json()) as Uploaded };
  };
  const to = (session: Begun, data: Buffer, name: string, type: string) =>
    upload(`/api/v1/widget/sessions/${session.id}/attachments`, session.token, data, name, type);
  const open = (url: string) => fetch(url.replace('https://handoff.example', scene.url));

  it('R35: a visitor’s file goes with the first message, and its link in the log opens', async () => {
    const session = await (await scene.copilot()).begin();
    const { status, body } = await to(session, PNG, 'Bild äöü.png', 'image/png');
    expect(status).toBe(201);
    expect(body.attachment).toMatchObject({ name: 'Bild äöü.png', mediaType: 'image/png', size: PNG.length });
    const { url, name, mediaType } = body.attachment;
    const message = { id: 'm1', attachments: [{ url, name, mediaType }] };
    expect((await session.send('POST', '/messages', message)).status).toBe(202);
    expect((await session.send('POST', '/messages', message)).status).toBe(202);
    const shown = (await session.events()).find((event: SessionEvent) => event.type === 'message');
    const link = shown?.type === 'message' ? (shown.message.attachments[0]?.url ?? '') : '';
    const file = await open(link);
    expect(file.status).toBe(200);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'content-disposition': `attachment; filename="Bild ___.png"; filename*=UTF-8''Bild%20%C3%A4%C3%B6%C3%BC.png`,
    });
  });

  it('R34: an address that names no file is refused like any other', async () => {
    for (const id of ['nothing', 'fil_%00', `fil_${'x'.repeat(22)}`])
      expect((await fetch(`${scene.url}/files/${id}/a.png?exp=9999999999&sig=x`)).status).toBe(401);
  });

  it('R34: a link opens its own file until it expires, and nothing else', async () => {
    const session = await (await scene.copilot()).begin();
    const one = (await to(session, PNG, 'a.png', 'image/png')).body.attachment.url;
    const other = (await to(session, Buffer.from('hello'), 'b.txt', 'text/plain')).body.attachment.url;
    const [path = '', query = ''] = one.split('?');
    const foreign = `${other.split('?')[0] ?? ''}?${query}`;
    const exp = new URLSearchParams(query).get('exp') ?? '';
    for (const url of [
      path,
      foreign,
      one.replace(exp, String(Number(exp) + 3600)),
      `${path}?exp=${exp}&sig=x`,
    ]) {
      expect((await open(url)).status).toBe(401);
    }
    scene.clock.now = new Date(Date.now() + 2 * 3600 * 1000);
    expect((await open(one)).status).toBe(401);
    scene.clock.now = undefined;
    expect((await open(one)).status).toBe(200);
  });

  it.each([
    ['a page', '<!doctype html><script>alert(1)</script>', 'a.html', 'text/html'],
    ['a page that says it is text', ' \n<html><script>alert(1)</script>', 'a.txt', 'text/plain'],
    [
      'a drawing with script',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
      'a.svg',
      'image/svg+xml',
    ],
    ['a drawing that says it is a picture', '<svg onload="x()"/>', 'a.png', 'image/png'],
    ['a program', '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0', 'a.pdf', 'application/pdf'],
    ['bytes that say they are text', 'a\0b', 'a.txt', 'text/plain'],
    ['bytes of no known kind', '\x01\x02\x03', 'a.bin', 'application/octet-stream'],
  ])('S41: %s is refused', async (_what, content, name, type) => {
    const session = await (await scene.copilot()).begin();
    const { status, body } = await to(session, Buffer.from(content, 'latin1'), name, type);
    expect([status, body.error?.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('S41: the kind is that of the bytes, and the name cannot leave its place', async () => {
    const session = await (await scene.copilot()).begin();
    const { body } = await to(session, PNG, '../../x\r\n".exe', 'application/pdf');
    expect(body.attachment.mediaType).toBe('image/png');
    expect(body.attachment.name).toMatch(/^[^/\\\r\n"]+\.png$/);
  });

  it('S41: a file that is too large, empty, or no file', async () => {
    const session = await (await scene.copilot()).begin();
    const large = Buffer.concat([PNG, Buffer.alloc(1_000_001)]);
    expect((await to(session, large, 'a.png', 'image/png')).status).toBe(413);
    expect((await to(session, Buffer.alloc(0), 'a.png', 'image/png')).status).toBe(422);
    const json = await session.send('POST', '/attachments', { file: 'x' });
    expect(json.status).toBe(415);
  });

  it('S11: a message takes files of its own session only', async () => {
    const copilot = await scene.copilot();
    const mine = await copilot.begin();
    const others = await copilot.begin();
    const { url, name, mediaType } = (await to(others, PNG, 'a.png', 'image/png')).body.attachment;
    for (const wrong of [url, 'https://evil.example/a.png']) {
      const message = { id: 'm1', attachments: [{ url: wrong, name, mediaType }] };
      expect((await mine.send('POST', '/messages', message)).status).toBe(422);
    }
  });

  it('a backend uploads with its key, for a message of a handoff', async () => {
    const copilot = await scene.copilot();
    const { status, body } = await upload('/api/v1/attachments', copilot.apiKey, PNG, 'a.png', 'image/png');
    expect(status).toBe(201);
    expect((await open(body.attachment.url)).status).toBe(200);
    expect((await upload('/api/v1/attachments', 'zh_x', PNG, 'a.png', 'image/png')).status).toBe(401);
  });
});
