import { createZendeskClient } from '../../../zendesk/client';
import { answer } from './answer';
import { CONVERSATION_ID, failure, MESSAGE_ID, settingsFor, someMessage, useScripted } from './harness';
import { json, startScriptedServer, type Script } from './scripted-server';

const { server, client } = useScripted();
const post = () => client().postMessage(someMessage());
const sent = { id: MESSAGE_ID, received: '2026-11-23T08:00:00.000Z' };

describe('an answer that is not what was promised does not count as sent', () => {
  const lies: [string, Script][] = [
    ['200 with a html page', answer(200, 'text/html', '<h1>Sign in</h1>')],
    ['201 with an empty body', answer(201, 'application/json', '')],
    ['204', (_received, res) => void res.writeHead(204).end()],
    ['200 with {}', answer(200, 'application/json', '{}')],
    ['201 with no message in it', answer(201, 'application/json', '{"messages":[]}')],
    [
      '201 with an id that is none',
      answer(201, 'application/json', '{"messages":[{"id":"../x","received":"2026-11-23T08:00:00Z"}]}'),
    ],
    ['201 with an object for the list', answer(201, 'application/json', '{"messages":{"id":"x"}}')],
    ['201 with broken JSON', answer(201, 'application/json', '{"messages":[{"id"')],
    ['500 with broken JSON', answer(500, 'application/json', '{"err')],
    ['502 with a html page', answer(502, 'text/html', '<h1>Bad gateway</h1>')],
    ['503', answer(503, 'application/json', '{"errors":[{"code":"x","title":"y"}]}')],
    ['a reset before the answer', (_received, res) => void res.socket?.resetAndDestroy()],
    [
      'a body cut in the middle',
      (_received, res) => {
        res.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' });
        res.write('{"messages":[{"id":"5f748c1a2b');
        setTimeout(() => res.socket?.destroy(), 20);
      },
    ],
    ['silence', () => undefined],
    [
      'a body that hangs',
      (_received, res) => {
        res.writeHead(201, { 'content-type': 'application/json' });
        res.write('{"messages":[');
      },
    ],
    [
      'a drip that never ends',
      (_received, res) => {
        res.writeHead(201, { 'content-type': 'application/json' });
        const drip = setInterval(() => res.write(' '), 20);
        res.on('close', () => clearInterval(drip));
      },
    ],
  ];
  it.each(lies)('F19: %s', async (_name, script) => {
    server().script = script;
    const error = await failure(post());
    expect(error).toMatchObject({ kind: 'unavailable', unknownOutcome: true, operation: 'postMessage' });
    expect(server().received).toHaveLength(1);
  });

  it('a passControl answered by a login page did not pass control', async () => {
    server().script = answer(200, 'text/html', '<h1>Sign in</h1>');
    const pass = { conversationId: CONVERSATION_ID, switchboardIntegration: 'zd-agentWorkspace' };
    expect(await failure(client().passControl(pass))).toMatchObject({
      kind: 'unavailable',
      unknownOutcome: true,
    });
  });

  it('a read has no outcome to look up, however it failed', async () => {
    server().script = (_received, res) => void res.socket?.resetAndDestroy();
    expect(await failure(client().getConversation(CONVERSATION_ID))).toMatchObject({
      kind: 'unavailable',
      unknownOutcome: false,
    });
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    'S26: a %i is an error, and nothing reaches the other host',
    async (status) => {
      const other = await startScriptedServer();
      try {
        server().script = (_received, res) =>
          void res.writeHead(status, { location: `${other.url}/caught` }).end();
        expect(await failure(post())).toMatchObject({ kind: 'misconfigured', status, unknownOutcome: false });
        expect(other.received).toEqual([]);
      } finally {
        await other.close();
      }
    },
  );
});

it('S17: a key named hasOwnProperty or __proto__ in an answer neither throws nor pollutes', async () => {
  const metadata = '{"hasOwnProperty":"x","__proto__":{"polluted":true},"constructor":"y","ok":1}';
  server().script = answer(
    200,
    'application/json',
    `{"hasOwnProperty":1,"__proto__":{"polluted":true},"conversation":{"id":"${CONVERSATION_ID}","hasOwnProperty":{},"metadata":${metadata}}}`,
  );
  const conversation = await client().getConversation(CONVERSATION_ID);
  expect(conversation.metadata['ok']).toBe(1);
  expect(Object.keys(conversation.metadata)).toEqual(['hasOwnProperty', 'constructor', 'ok']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('closing the client rejects what is in flight', async () => {
  server().script = () => undefined;
  const slow = createZendeskClient({ ...settingsFor(server().url), timeoutMs: 5_000 });
  const pending = failure(slow.postMessage(someMessage()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  slow.close();
  expect(await pending).toMatchObject({ kind: 'unavailable', unknownOutcome: true });
});

it('a good answer is sent', async () => {
  server().script = (_received, res) => json(res, 201, { messages: [sent] });
  await expect(post()).resolves.toEqual({ zendeskMessageId: MESSAGE_ID, received: sent.received });
});
