import { buffer } from 'node:stream/consumers';
import { attachmentName } from '../../../zendesk/client/attachment-name';
import { createZendeskClient } from '../../../zendesk/client';
import { CONVERSATION_ID, failure, KEY_ID, SECRET, settingsFor, useScripted } from './harness';
import { json, startScriptedServer } from './scripted-server';

const { server, client } = useScripted();
const basic = `Basic ${Buffer.from(`${KEY_ID}:${SECRET}`).toString('base64')}`;

describe('uploadAttachment', () => {
  const upload = (name: string, mediaType = 'image/png', data = Buffer.from('PNG…')) =>
    client().uploadAttachment({ conversationId: CONVERSATION_ID, name, mediaType, data });
  beforeEach(() => {
    const attachment = {
      mediaUrl: 'https://acme.zendesk.com/sc/attachments/v2/01JK/pic.png',
      mediaType: 'image/png',
    };
    server().script = (_received, res) => json(res, 201, { attachment });
  });

  it('sends a file with name and type, tied to the conversation', async () => {
    expect(await upload('pic.png')).toEqual({
      mediaUrl: 'https://acme.zendesk.com/sc/attachments/v2/01JK/pic.png',
      mediaType: 'image/png',
    });
    const [request] = server().received;
    expect(request?.url).toContain(`access=public&for=message&conversationId=${CONVERSATION_ID}`);
    expect(request?.body).toMatch(
      /name="source"; filename="pic.png"\r\nContent-Type: image\/png\r\n\r\nPNG…/,
    );
  });

  it('S28: a name with line breaks and quotes writes no header of its own', async () => {
    await upload('a"\r\nX-Evil: 1\r\n\r\n.png');
    expect(server().received[0]?.body).not.toMatch(/^X-Evil/m);
  });

  it('leaves the caller’s buffer as it was', async () => {
    const data = Buffer.from('x');
    await upload('pic.png', 'image/png', data);
    expect(Object.keys(data)).not.toContain('name');
  });

  it('a file of 5 MB goes through', async () => {
    await expect(upload('big.png', 'image/png', Buffer.alloc(5_000_000))).resolves.toBeDefined();
  });

  it('a refused type is unsupported_media, with the reason', async () => {
    const errors = [{ code: 'unsupported_media_type', title: 'File rejected. File extension not allowed' }];
    server().script = (_received, res) => json(res, 415, { errors });
    expect(await failure(upload('x.exe'))).toMatchObject({
      kind: 'unsupported_media',
      title: errors[0]?.title,
    });
  });
});

it.each([
  ['../../etc/passwd', 'text/plain', 'passwd.txt'],
  ['C:\\temp\\photo.JPG', 'image/jpeg', 'photo.JPG'],
  ['', 'image/png', 'file.png'],
  ['a"\r\nX-Evil: 1\u0000.png', 'image/png', 'a_X-Evil_ 1_.png'],
  ['recording', 'audio/webm;codecs=opus', 'recording.webm'],
  ['...', 'application/x-unknown', 'file'],
  ['x'.repeat(300) + '.pdf', 'application/pdf', 'x'.repeat(100) + '.pdf'],
])('the name %j of a %s is sent as %j', (name, mediaType, expected) => {
  expect(attachmentName(name, mediaType)).toBe(expected);
});

describe('downloadAttachment', () => {
  it('reads a private file of our own host with our key', async () => {
    server().script = (_received, res) =>
      void res.writeHead(200, { 'content-type': 'image/png; x=y' }).end('PNG');
    const file = await client().downloadAttachment(`${server().url}/sc/attachments/v2/1/a.png?token=t`);
    if (file.kind !== 'file') throw new Error('no file');
    expect(file).toMatchObject({ mediaType: 'image/png' });
    expect((await buffer(file.body)).toString()).toBe('PNG');
    expect(server().received[0]?.headers.authorization).toBe(basic);
    expect(server().received[0]?.url).toBe('/sc/attachments/v2/1/a.png?token=t');
  });

  it('S26: never calls another host, nor another port, nor what is no URL', async () => {
    const other = await startScriptedServer();
    try {
      const { port } = new URL(other.url);
      const urls = [
        `${other.url}/a.png`,
        `http://localhost:${port}/a.png`,
        `http://user:${SECRET}@127.0.0.1:${port}/a.png`,
        'https://acme.zendesk.com.evil.test/a.png',
        'file:///etc/passwd',
        'a.png',
      ];
      for (const url of urls)
        expect(await client().downloadAttachment(url)).toEqual({ kind: 'elsewhere', url });
      expect(other.received).toEqual([]);
      expect(server().received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('S26: a redirect to another host is not followed, but told', async () => {
    const other = await startScriptedServer();
    try {
      server().script = (_received, res) =>
        void res.writeHead(302, { location: `${other.url}/signed` }).end();
      const found = await client().downloadAttachment(`${server().url}/a.png`);
      expect(found).toEqual({ kind: 'elsewhere', url: `${other.url}/signed` });
      expect(other.received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it.each([
    [401, 'credentials', 401],
    [403, 'not_found', 404],
    [404, 'not_found', 404],
    [503, 'unavailable', 503],
  ])('a %i is %s', async (answered, kind, status) => {
    server().script = (_received, res) => void res.writeHead(answered).end();
    const error = await failure(client().downloadAttachment(`${server().url}/a.png`));
    expect(error).toMatchObject({ kind, status, unknownOutcome: false });
    expect(JSON.stringify(error) + error.message).not.toContain(SECRET);
  });

  it('silence is unavailable', async () => {
    server().script = () => undefined;
    const impatient = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 50 });
    expect(await failure(impatient.downloadAttachment(`${server().url}/a.png`))).toMatchObject({
      kind: 'unavailable',
    });
    impatient.close();
  });
});
