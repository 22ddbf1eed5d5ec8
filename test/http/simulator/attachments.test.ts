import { at, basic, items, openScene, type Json, type Scene } from './scene';
import { talk } from './steps';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

async function upload(
  name: string | undefined,
  bytes: Buffer,
  query = 'access=public',
): Promise<{ status: number; body: Json }> {
  const form = new FormData();
  if (name === undefined) form.append('source', 'just text');
  else form.append('source', new Blob([new Uint8Array(bytes)]), name);
  const answer = await fetch(`${scene.simulator.url}/sc/v2/apps/${scene.appId}/attachments?${query}`, {
    method: 'POST',
    headers: { authorization: basic(scene.keyId, scene.secret) },
    body: form,
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

const titleOf = (answer: { body: Json }) => at(answer.body, 'errors', 0, 'title');
const urlOf = (answer: { body: Json }) => String(at(answer.body, 'attachment', 'mediaUrl'));

it('takes a file, names its type, serves it, and deletes it', async () => {
  const answer = await upload('chart é.png', PNG);
  expect([answer.status, at(answer.body, 'attachment', 'mediaType')]).toEqual([201, 'image/png']);
  const got = await fetch(urlOf(answer));
  expect(got.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await got.arrayBuffer())).toEqual(PNG);
  expect((await scene.api('POST', '/attachments/remove', { mediaUrl: urlOf(answer) })).status).toBe(200);
  expect((await fetch(urlOf(answer))).status).toBe(404);
  expect((await scene.api('POST', '/attachments/remove', { mediaUrl: urlOf(answer) })).status).toBe(404);
  expect(
    (await scene.api('POST', '/attachments/remove', { mediaUrl: 'https://bad.test/x.png' })).status,
  ).toBe(400);
});

it('refuses by name, by unknown content and by forbidden content with 415', async () => {
  expect(titleOf(await upload('tool.exe', PNG))).toBe('File rejected. File extension not allowed');
  expect(titleOf(await upload('blob', PNG))).toBe('File rejected. File extension not allowed');
  expect(titleOf(await upload('fake.png', Buffer.from('hello')))).toBe(
    'File rejected. File type could not be retrieved',
  );
  const program = await upload('fake.png', Buffer.from('MZ program'));
  expect([program.status, titleOf(program)]).toEqual([415, 'File rejected. File type not allowed']);
  expect((await upload('notes.txt', Buffer.from('hello'))).status).toBe(201);
});

it('refuses a text field for a file, a missing access and an unknown conversation', async () => {
  expect((await upload(undefined, PNG)).status).toBe(400);
  expect((await upload('a.png', PNG, '')).status).toBe(400);
  expect((await upload('a.png', PNG, 'access=private')).status).toBe(400);
  expect((await upload('a.png', PNG, 'access=public&for=message')).status).toBe(400);
  expect((await upload('a.png', PNG, 'access=public&for=message&conversationId=nope')).status).toBe(404);
});

it('refuses more than 50 MB with 413', async () => {
  const answer = await upload('big.png', Buffer.concat([PNG, Buffer.alloc(50 * 1024 * 1024)]));
  expect(answer.status).toBe(413);
});

it('describes the file in a message and refuses it in another conversation', async () => {
  const [here, there] = [await talk(scene), await talk(scene)];
  const query = `access=public&for=message&conversationId=${here.conversationId}`;
  const mediaUrl = urlOf(await upload('a.png', PNG, query));
  const post = (conversationId: string) =>
    scene.api('POST', `/conversations/${conversationId}/messages`, {
      author: { type: 'business' },
      content: { type: 'image', mediaUrl, altText: 'a' },
    });
  const answer = await post(here.conversationId);
  expect(at(answer.body, 'messages', 0, 'content')).toMatchObject({
    mediaType: 'image/png',
    mediaSize: PNG.length,
  });
  expect((await post(there.conversationId)).status).toBe(400);
});

it('wants credentials of the app for a file while private attachments are on', async () => {
  const mediaUrl = urlOf(await upload('a.png', PNG));
  await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { privateAttachments: true });
  const other = await scene.open('POST', '/simulator/apps', {});
  const { keyId = '', secret = '' } = other.body['app'] as Record<string, string>;
  const get = (authorization?: string) =>
    fetch(mediaUrl, authorization === undefined ? {} : { headers: { authorization } }).then(
      (answer) => answer.status,
    );
  expect(await get()).toBe(401);
  expect(await get(basic(keyId, secret))).toBe(403);
  expect(await get(basic(scene.keyId, scene.secret))).toBe(200);
  await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { privateAttachments: false });
  const log = items(await scene.open('GET', `/simulator/log?appId=${scene.appId}&kind=attachment`));
  expect(log.length).toBeGreaterThan(0);
});
