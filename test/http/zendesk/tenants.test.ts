import { Secret } from '../../../config/secret';
import { createZendeskClient, zendeskBaseUrl } from '../../../zendesk/client';
import { CONVERSATION_ID, MESSAGE_ID, settingsFor } from './harness';
import { json, startScriptedServer } from './scripted-server';

const CALLS = 200;

it('S18, R30: 200 concurrent calls of each of two tenants carry their own host, app, key and words', async () => {
  const tenants = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const server = await startScriptedServer();
      server.script = async (_received, res) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
        json(res, 201, { messages: [{ id: MESSAGE_ID, received: '2026-11-23T08:00:00.000Z' }] });
      };
      const appId = name.repeat(24);
      const keyId = `app_${name}`;
      const secret = `secret-of-${name}`;
      const settings = {
        ...settingsFor(server.url),
        appId,
        keyId,
        secret: new Secret(secret),
        timeoutMs: 5_000,
      };
      const basic = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
      return { name, server, appId, basic, client: createZendeskClient(settings) };
    }),
  );
  try {
    const calls = Array.from({ length: CALLS * 2 }, (_, n) => {
      const tenant = tenants[n % 2];
      if (tenant === undefined) throw new Error('no tenant');
      return tenant.client.postMessage({
        conversationId: CONVERSATION_ID,
        author: { type: 'user', userExternalId: `user-of-${tenant.name}` },
        content: { type: 'text', text: `words-of-${tenant.name}` },
        metadata: { n },
      });
    });
    await Promise.all(calls);
    for (const { name, server, appId, basic } of tenants) {
      expect(server.received).toHaveLength(CALLS);
      const odd = server.received.filter(
        ({ url, headers, body }) =>
          !url.startsWith(`/v2/apps/${appId}/`) ||
          headers.authorization !== basic ||
          !body.includes(`user-of-${name}`) ||
          !body.includes(`words-of-${name}`),
      );
      expect(odd).toEqual([]);
    }
  } finally {
    for (const { client, server } of tenants) {
      client.close();
      await server.close();
    }
  }
});

it('keeps connections open instead of a handshake per call', async () => {
  const server = await startScriptedServer();
  const client = createZendeskClient(settingsFor(server.url));
  const ports = new Set<number | undefined>();
  server.script = (_received, res) => {
    ports.add(res.socket?.remotePort);
    json(res, 200, { conversation: { id: CONVERSATION_ID } });
  };
  try {
    for (let n = 0; n < 5; n++) await client.getConversation(CONVERSATION_ID);
    expect(ports.size).toBe(1);
  } finally {
    client.close();
    await server.close();
  }
});

describe('S25: the host is built by us', () => {
  const template = 'https://{subdomain}.zendesk.com/sc';
  it.each([
    'evil.com#',
    'a.b/..',
    'x@y',
    'acme.evil',
    'ACME',
    '-acme',
    'a',
    '',
    'a'.repeat(63),
    'acme/',
    'acmé',
    'a\n',
  ])('refuses %j', (subdomain) => {
    expect(() => zendeskBaseUrl(template, subdomain)).toThrow(RangeError);
  });
  it('fills in a subdomain, and cuts trailing slashes', () => {
    expect(zendeskBaseUrl(template, 'acme-2')).toBe('https://acme-2.zendesk.com/sc');
    expect(zendeskBaseUrl('http://127.0.0.1:4010/sc/', 'acme')).toBe('http://127.0.0.1:4010/sc');
  });
  it.each(['ftp://x', 'nonsense', ''])('refuses the template %j', (bad) => {
    expect(() => zendeskBaseUrl(bad, 'acme')).toThrow(RangeError);
  });
});

it('S4: an empty secret or key makes no client', () => {
  expect(() => createZendeskClient({ ...settingsFor('http://127.0.0.1:1'), secret: new Secret('') })).toThrow(
    RangeError,
  );
  expect(() => createZendeskClient({ ...settingsFor('http://127.0.0.1:1'), keyId: '' })).toThrow(RangeError);
});
