import { gzipSync } from 'node:zlib';
import { createZendeskClient } from '../../../zendesk/client';
import { ZendeskError } from '../../../zendesk/errors';
import { answer } from './answer';
import { CONVERSATION_ID, failure, settingsFor, someMessage, useScripted } from './harness';
import { json } from './scripted-server';

const { server, client } = useScripted();
const post = () => client().postMessage(someMessage());

describe('S27: answers that are too big', () => {
  const rss = () => process.memoryUsage().rss;
  it('a body of 300 MB is not read', async () => {
    let written = 0;
    server().script = (_received, res) => {
      res.writeHead(201, { 'content-type': 'application/json' });
      const megabyte = Buffer.alloc(1_000_000, ' ');
      const more = (): void => {
        while (written < 300_000_000 && !res.destroyed) {
          written += megabyte.length;
          if (!res.write(megabyte)) return void res.once('drain', more);
        }
        res.end();
      };
      more();
    };
    const before = rss();
    const patient = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 5_000 });
    expect(await failure(patient.postMessage(someMessage()))).toMatchObject({
      kind: 'unavailable',
      code: 'ETOOLARGE',
    });
    patient.close();
    expect(written).toBeLessThan(50_000_000);
    expect(rss() - before).toBeLessThan(60_000_000);
  });

  it('a gzip bomb of 200 MB is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    server().script = answer(201, 'application/json', bomb, { 'content-encoding': 'gzip' });
    const before = rss();
    const patient = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 5_000 });
    expect(await failure(patient.postMessage(someMessage()))).toMatchObject({ code: 'ETOOLARGE' });
    patient.close();
    expect(rss() - before).toBeLessThan(60_000_000);
  });

  it('a full page of long messages is more than 1 MB, and is read', async () => {
    const text = 'x'.repeat(4096);
    const messages = Array.from({ length: 100 }, (_, n) => ({
      id: (0x1000 + n).toString(16).padStart(24, '0'),
      received: '2026-11-23T08:00:00.000Z',
      author: { type: 'business' },
      content: { type: 'text', text, htmlText: text, markdownText: text },
      metadata: { key: 'v'.repeat(3_000) },
    }));
    server().script = (_received, res) => json(res, 200, { messages, meta: { hasMore: false } });
    expect((await client().listMessages({ conversationId: CONVERSATION_ID })).messages).toHaveLength(100);
  });
});

describe('S28: what must not go into a path or a header is refused before anything is sent', () => {
  it.each([
    '',
    '..',
    '.',
    'abc',
    `${CONVERSATION_ID}/x`,
    `${CONVERSATION_ID}\r\nX: y`,
    CONVERSATION_ID.toUpperCase(),
  ])('conversation id %j', async (conversationId) => {
    const error = await failure(client().postMessage({ ...someMessage(), conversationId }));
    expect(error).toMatchObject({ kind: 'rejected', unknownOutcome: false });
    expect(server().received).toEqual([]);
  });
  it.each(['', '.', '..', 'a\u0000b', 'a\r\nb', '\ud800'])('external id %j', async (externalId) => {
    const error = await failure(client().ensureUser({ externalId, profile: {} }));
    expect(error).toMatchObject({ kind: 'rejected', unknownOutcome: false });
    expect(server().received).toEqual([]);
  });
  it.each(['next', '', 'a b', 'x\r\ny'])('switchboard integration %j', async (switchboardIntegration) => {
    const error = await failure(
      client().passControl({ conversationId: CONVERSATION_ID, switchboardIntegration }),
    );
    expect(error).toMatchObject({ kind: 'rejected', unknownOutcome: false });
    expect(server().received).toEqual([]);
  });
  it('a Retry-After and a title full of control characters', async () => {
    server().script = answer(
      429,
      'application/json',
      '{"errors":[{"code":"c","title":"a\\r\\n{\\"level\\":\\"error\\"}"}]}',
      {
        'retry-after': 'x\ty',
      },
    );
    const error = await failure(post());
    expect(error).toBeInstanceOf(ZendeskError);
    expect(error.message).not.toMatch(/[\r\n]/);
  });
});
