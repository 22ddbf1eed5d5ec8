import { CONVERSATION_ID, MESSAGE_ID, someMessage, useScripted } from './harness';
import { json } from './scripted-server';

const { server, client } = useScripted();

const id = (n: number) => n.toString(16).padStart(24, '0');
const START = Date.parse('2026-11-23T08:00:00.000Z');
/** A conversation with one message a second; number `ours` is the one that we sent. */
const history = (count: number, ours: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: id(n + 1),
    received: new Date(START + n * 1_000).toISOString(),
    author: { type: 'user' },
    content: { type: 'text', text: `message ${n}` },
    source: { type: 'api:conversations' },
    metadata: n === ours ? { handoffId: 'ho_1', messageId: 'user:m1', part: 0 } : {},
  }));

/** Sunshine's paging: the newest page first, a hundred a page, each oldest first. */
function serve(all: ReturnType<typeof history>): void {
  server().script = ({ url }, res) => {
    const query = new URL(url, 'http://x').searchParams;
    const before = query.get('page[before]');
    const after = query.get('page[after]');
    const at = (wanted: string) => all.findIndex((message) => message.id === wanted);
    const end = before === null ? all.length : at(before);
    const start = after === null ? Math.max(0, end - 100) : at(after) + 1;
    const messages = all.slice(start, after === null ? end : start + 100);
    const hasMore = after === null ? start > 0 : start + 100 < all.length;
    json(res, 200, {
      messages,
      meta: { hasMore, beforeCursor: messages[0]?.id, afterCursor: messages.at(-1)?.id },
    });
  };
}

describe('postMessage', () => {
  beforeEach(() => {
    const messages = [{ id: MESSAGE_ID, received: '2026-11-23T08:00:00.000Z' }];
    server().script = (_received, res) => json(res, 201, { messages });
  });
  const body = () => JSON.parse(server().received[0]?.body ?? '') as unknown;

  it('says who, what and which', async () => {
    await client().postMessage(someMessage('Hello'));
    expect(body()).toEqual({
      author: { type: 'user', userExternalId: 'cop_1:s:s1' },
      content: { type: 'text', text: 'Hello' },
      metadata: { handoffId: 'ho_1', messageId: 'user:m1', part: 0 },
    });
  });

  it('a choice of the user carries its payload', async () => {
    await client().postMessage({ ...someMessage('Yes'), payload: 'YES' });
    expect(body()).toMatchObject({ content: { type: 'text', text: 'Yes', payload: 'YES' } });
  });

  it('S51: words go as text, never as html or markdown', async () => {
    await client().postMessage(someMessage('<b>**{{ticket.id}}**</b>'));
    expect(body()).toMatchObject({ content: { type: 'text', text: '<b>**{{ticket.id}}**</b>' } });
    expect(JSON.stringify(body())).not.toMatch(/htmlText|markdownText/);
  });

  it('a file with a caption', async () => {
    const content = { type: 'image' as const, mediaUrl: 'https://x.test/a.png', text: 'Look' };
    await client().postMessage({
      ...someMessage(),
      author: { type: 'business', displayName: 'Bot' },
      content,
    });
    expect(body()).toMatchObject({ author: { type: 'business', displayName: 'Bot' }, content });
  });

  it('lone surrogates and every other character survive the way', async () => {
    const text = 'é🤷🏽‍♀️\u0000\u2028"\\';
    await client().postMessage(someMessage(text));
    expect(body()).toMatchObject({ content: { text } });
  });
});

describe('listMessages', () => {
  it('gives the newest page, oldest first, and pages on by message id in both directions', async () => {
    serve(history(250, -1));
    const newest = await client().listMessages({ conversationId: CONVERSATION_ID });
    expect(newest.messages.map((m) => m.id)).toEqual(
      history(250, -1)
        .slice(150)
        .map((m) => m.id),
    );
    expect(newest.hasMore).toBe(true);
    const older = await client().listMessages({ conversationId: CONVERSATION_ID, before: id(151) });
    expect(older.messages.at(-1)?.id).toBe(id(150));
    const newer = await client().listMessages({ conversationId: CONVERSATION_ID, after: id(200) });
    expect(newer.messages.map((m) => m.id)).toEqual(
      history(250, -1)
        .slice(200)
        .map((m) => m.id),
    );
    expect(newer.hasMore).toBe(false);
  });

  it('sorts by time, whatever order the page has', async () => {
    const messages = history(3, -1).reverse();
    server().script = (_received, res) => json(res, 200, { messages });
    const page = await client().listMessages({ conversationId: CONVERSATION_ID });
    expect(page.messages.map((m) => m.id)).toEqual([id(1), id(2), id(3)]);
    expect(page.hasMore).toBe(false);
  });

  it('R6: one that cannot be read does not hide the others, and is counted', async () => {
    const messages = [
      null,
      'x',
      { id: 7 },
      { content: {} },
      ...history(1, -1),
      { id: id(9), received: 'never' },
    ];
    server().script = (_received, res) => json(res, 200, { messages });
    const page = await client().listMessages({ conversationId: CONVERSATION_ID });
    expect(page.messages.map((m) => m.id)).toEqual([id(1)]);
    expect(page.unreadable).toBe(5);
  });
});

describe('findSent', () => {
  const look = (notBefore: number, part = 0) =>
    client().findSent({
      conversationId: CONVERSATION_ID,
      handoffId: 'ho_1',
      messageId: 'user:m1',
      part,
      notBefore: new Date(notBefore),
    });

  it('R10: finds on an older page what was sent', async () => {
    serve(history(450, 20));
    const received = new Date(START + 20_000).toISOString();
    expect(await look(START)).toEqual({ zendeskMessageId: id(21), received });
  });

  it('does not take another part for it', async () => {
    serve(history(50, 20));
    expect(await look(START, 1)).toBeUndefined();
  });

  it('takes the numbers of metadata for numbers, however they come back', async () => {
    const [message] = history(1, -1);
    const metadata = { handoffId: 'ho_1', messageId: 'user:m1', part: '2' };
    server().script = (_received, res) => json(res, 200, { messages: [{ ...message, metadata }] });
    expect(await look(START, 2)).toMatchObject({ zendeskMessageId: id(1) });
  });

  it('stops looking two minutes before the first attempt', async () => {
    serve(history(1_000, 20));
    expect(await look(START + 900_000)).toBeUndefined();
    // 1000 s of messages, the newest 900–1000 s: back to 780 s are three pages of a hundred seconds.
    expect(server().received).toHaveLength(3);
  });

  it('a message of the tenant’s own widget cannot pretend to be ours', async () => {
    const forged = history(1, 0).map((message) => ({ ...message, source: { type: 'web' } }));
    server().script = (_received, res) => json(res, 200, { messages: forged });
    expect(await look(START)).toBeUndefined();
  });
});

describe('control and typing', () => {
  it('names the target and carries the metadata as they are', async () => {
    server().script = (_received, res) => json(res, 200, {});
    const metadata = { 'dataCapture.systemField.tags': 'a,b', 'dataCapture.ticketField.12': 5 };
    const pass = { conversationId: CONVERSATION_ID, switchboardIntegration: 'zd:agentWorkspace', metadata };
    await client().passControl(pass);
    expect(JSON.parse(server().received[0]?.body ?? '')).toEqual({
      switchboardIntegration: 'zd:agentWorkspace',
      metadata,
    });
  });
  it('releases control and tells that the business side types', async () => {
    server().script = (_received, res) => json(res, 200, {});
    await client().releaseControl(CONVERSATION_ID);
    await client().postTyping(CONVERSATION_ID, true);
    await client().postTyping(CONVERSATION_ID, false);
    expect(server().received.map(({ url }) => url.split('/').at(-1))).toEqual([
      'releaseControl',
      'activity',
      'activity',
    ]);
    expect(
      server()
        .received.slice(1)
        .map(({ body }) => JSON.parse(body) as unknown),
    ).toEqual([
      { author: { type: 'business' }, type: 'typing:start' },
      { author: { type: 'business' }, type: 'typing:stop' },
    ]);
  });
});
