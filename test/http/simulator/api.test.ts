import { createHmac } from 'node:crypto';
import { at, basic, call, items, openScene, type Scene } from './scene';
import { say, talk } from './steps';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

const codeOf = (body: unknown) => at(body, 'errors', 0, 'code');

describe('who may call', () => {
  it('answers 401 without a key, with a wrong secret and with a revoked key, and never says which', async () => {
    const url = scene.simulator.url;
    const path = `/sc/v2/apps/${scene.appId}`;
    const none = await call(url, 'GET', path);
    const wrong = await scene.api('GET', '', undefined, basic(scene.keyId, 'nonsense'));
    const other = await call(url, 'POST', '/simulator/apps', {});
    const { appId, keyId, secret } = other.body['app'] as Record<string, string>;
    await call(url, 'PATCH', `/simulator/apps/${appId ?? ''}`, { keyRevoked: true });
    const authorization = basic(keyId ?? '', secret ?? '');
    const revoked = await call(url, 'GET', `/sc/v2/apps/${appId ?? ''}`, undefined, { authorization });
    expect([none.status, wrong.status, revoked.status]).toEqual([401, 401, 401]);
    expect(codeOf(wrong.body)).toBe('unauthorized');
    await call(url, 'PATCH', `/simulator/apps/${appId ?? ''}`, { keyRevoked: false, secret: 'rotated' });
    const headers = { authorization: basic(keyId ?? '', 'rotated') };
    expect((await call(url, 'GET', `/sc/v2/apps/${appId ?? ''}`, undefined, headers)).status).toBe(200);
  });

  it('answers 403 for a key of another app and 404 for an app that does not exist', async () => {
    const other = await scene.open('POST', '/simulator/apps', {});
    const foreign = String(at(other.body, 'app', 'appId'));
    const authorization = basic(scene.keyId, scene.secret);
    const url = scene.simulator.url;
    expect((await call(url, 'GET', `/v2/apps/${foreign}`, undefined, { authorization })).status).toBe(403);
    const unknown = await call(url, 'GET', '/v2/apps/000000000000000000000000', undefined, { authorization });
    expect([unknown.status, codeOf(unknown.body)]).toEqual([404, 'app_not_found']);
  });

  it('keeps an integration key away from the app, its integrations and its switchboards', async () => {
    const own = basic(scene.integrationKeyId, scene.secret);
    for (const path of ['', '/integrations', '/switchboards']) {
      expect((await scene.api('GET', path, undefined, own)).status).toBe(403);
    }
    expect((await scene.api('POST', '/users', { externalId: 'by-integration' }, own)).status).toBe(201);
    expect((await scene.api('GET', '/integrations/me/webhooks', undefined, own)).status).toBe(200);
  });

  it('takes an HS256 JWT of app scope and refuses the SDK scope and a wrong signature', async () => {
    const jwt = (scope: string, secret: string) => {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const body = `${part({ alg: 'HS256', typ: 'JWT', kid: scene.keyId })}.${part({ scope })}`;
      return `Bearer ${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
    };
    expect((await scene.api('GET', '', undefined, jwt('app', scene.secret))).status).toBe(200);
    expect((await scene.api('GET', '', undefined, jwt('user', scene.secret))).status).toBe(403);
    expect((await scene.api('GET', '', undefined, jwt('app', 'wrong'))).status).toBe(401);
  });
});

describe('users', () => {
  it('makes a user once by external id, finds, changes and deletes it', async () => {
    const first = await scene.api('POST', '/users', { externalId: 'a/b c', profile: { givenName: 'Ann' } });
    const second = await scene.api('POST', '/users', { externalId: 'a/b c' });
    expect([first.status, second.status, codeOf(second.body)]).toEqual([201, 409, 'conflict']);
    const path = `/users/${encodeURIComponent('a/b c')}`;
    const patched = await scene.api('PATCH', path, { profile: { surname: 'Lee' }, metadata: { vip: true } });
    expect(at(patched.body, 'user', 'profile')).toEqual({ givenName: 'Ann', surname: 'Lee' });
    expect((await scene.api('DELETE', path)).body).toEqual({});
    expect(codeOf((await scene.api('GET', path)).body)).toBe('user_not_found');
  });

  it('refuses a bad profile, nested metadata and metadata over 4 KB with 400', async () => {
    const bodies = [
      { externalId: 'x1', profile: { email: 'not an address' } },
      { externalId: 'x2', metadata: { nested: { a: 1 } } },
      { externalId: 'x3', metadata: { big: 'x'.repeat(4096) } },
      { externalId: 'x4', profile: { phone: '1' } },
      { externalId: '' },
    ];
    for (const body of bodies) {
      const answer = await scene.api('POST', '/users', body);
      expect([answer.status, codeOf(answer.body)]).toEqual([400, 'bad_request']);
    }
  });
});

describe('conversations', () => {
  it('lists the conversations of a user in pages by cursor and needs exactly one filter', async () => {
    const { externalId, userId } = await talk(scene);
    for (let n = 0; n < 4; n += 1) {
      await scene.api('POST', '/conversations', { type: 'personal', participants: [{ userId }] });
    }
    const filter = `filter[userExternalId]=${encodeURIComponent(externalId)}`;
    const first = await scene.api('GET', `/conversations?${filter}&page[size]=3`);
    const cursor = String(at(first.body, 'meta', 'afterCursor'));
    const rest = await scene.api('GET', `/conversations?${filter}&page[size]=3&page[after]=${cursor}`);
    const ids = [first, rest].flatMap((answer) => items(answer, 'conversations').map((item) => item['id']));
    expect([new Set(ids).size, at(first.body, 'meta', 'hasMore'), at(rest.body, 'meta', 'hasMore')]).toEqual([
      5,
      true,
      false,
    ]);
    expect((await scene.api('GET', '/conversations')).status).toBe(400);
    expect((await scene.api('GET', `/conversations?${filter}&filter[userId]=${userId}`)).status).toBe(400);
    expect((await scene.api('GET', `/conversations?${filter}&page[size]=101`)).status).toBe(400);
    expect(codeOf((await scene.api('GET', '/conversations?filter[userId]=nobody')).body)).toBe(
      'user_not_found',
    );
  });

  it('keeps the default conversation and deletes the others with their messages', async () => {
    const { userId, conversationId } = await talk(scene);
    const refused = await scene.api('DELETE', `/conversations/${conversationId}`);
    expect([refused.status, String(at(refused.body, 'errors', 0, 'title'))]).toEqual([
      400,
      `Conversation ${conversationId} cannot be deleted because it is the default.`,
    ]);
    const second = await scene.api('POST', '/conversations', {
      type: 'personal',
      participants: [{ userId }],
    });
    const id = String(at(second.body, 'conversation', 'id'));
    expect(at(second.body, 'conversation', 'isDefault')).toBe(false);
    expect((await scene.api('DELETE', `/conversations/${id}`)).status).toBe(200);
    expect(codeOf((await scene.api('GET', `/conversations/${id}`)).body)).toBe('conversation_not_found');
    expect(codeOf((await scene.api('GET', `/conversations/${id}/messages`)).body)).toBe(
      'conversation_not_found',
    );
  });

  it('refuses a second personal conversation while multi-conversations is off', async () => {
    const single = await openScene({}, { multiConversations: false });
    try {
      const { userId } = await talk(single);
      const second = await single.api('POST', '/conversations', {
        type: 'personal',
        participants: [{ userId }],
      });
      expect([second.status, codeOf(second.body)]).toEqual([400, 'bad_request']);
      const app = await single.api('GET', '');
      expect(at(app.body, 'app', 'settings', 'multiConvoEnabled')).toBe(false);
    } finally {
      await single.close();
    }
  });

  it('replaces the metadata of a conversation by a patch and refuses what is too long', async () => {
    const { conversationId } = await talk(scene, { handoffId: 'ho_1', keep: 'me' });
    const path = `/conversations/${conversationId}`;
    await scene.api('PATCH', path, { metadata: { handoffId: 'ho_2' } });
    expect(at((await scene.api('GET', path)).body, 'conversation', 'metadata')).toEqual({
      handoffId: 'ho_2',
    });
    expect((await scene.api('PATCH', path, { displayName: 'x'.repeat(101) })).status).toBe(400);
    expect((await scene.api('PATCH', path, { displayName: '' })).status).toBe(400);
  });
});

describe('messages', () => {
  it('pages backwards through 250 messages, 100 at a time, none twice and none missing', async () => {
    const { conversationId } = await talk(scene);
    const posted: string[] = [];
    for (let n = 0; n < 250; n += 1) posted.push(await say(scene, conversationId, `m${n}`));
    const path = `/conversations/${conversationId}/messages`;
    const pages: unknown[][] = [];
    let cursor = '';
    do {
      const page = await scene.api('GET', `${path}?page[size]=3${cursor}`);
      pages.unshift(items(page, 'messages').map((message) => message['id']));
      cursor =
        at(page.body, 'meta', 'hasMore') === true
          ? `&page[before]=${String(at(page.body, 'meta', 'beforeCursor'))}`
          : '';
    } while (cursor !== '');
    expect(pages.map((page) => page.length)).toEqual([50, 100, 100]);
    expect(pages.flat()).toEqual(posted);
    const newer = await scene.api('GET', `${path}?page[after]=${posted[199] ?? ''}`);
    expect(items(newer, 'messages').map((message) => message['id'])).toEqual(posted.slice(200));
    expect((await scene.api('GET', `${path}?page[before]=x`)).status).toBe(400);
  });

  it('takes 4096 characters and not one more, and a body of 100 kB and not one more', async () => {
    const { conversationId } = await talk(scene);
    const post = (text: string, extra = {}) =>
      scene.api('POST', `/conversations/${conversationId}/messages`, {
        author: { type: 'business' },
        content: { type: 'text', text, ...extra },
      });
    expect((await post('x'.repeat(4096))).status).toBe(201);
    expect((await post('x'.repeat(4097))).status).toBe(400);
    expect((await post('x'.repeat(101 * 1024))).status).toBe(413);
    expect((await post('')).status).toBe(400);
    const limits = items(await scene.open('GET', `/simulator/limits?appId=${scene.appId}`));
    expect(limits.map((entry) => entry['limit'])).toEqual(expect.arrayContaining(['content.text', 'json']));
  });

  it('refuses an author who is not in the conversation, an unknown one, and content it does not know', async () => {
    const { conversationId } = await talk(scene);
    const stranger = await talk(scene);
    const path = `/conversations/${conversationId}/messages`;
    const content = { type: 'text', text: 'x' };
    const post = (author: unknown, what: unknown = content) =>
      scene.api('POST', path, { author, content: what });
    expect((await post({ type: 'user', userId: stranger.userId })).status).toBe(400);
    expect(codeOf((await post({ type: 'user', userExternalId: 'nobody' })).body)).toBe('user_not_found');
    expect((await post({ type: 'user' })).status).toBe(400);
    expect((await post({ type: 'business', subtypes: ['agent'] })).status).toBe(400);
    expect((await post({ type: 'business' }, { type: 'formResponse', fields: [] })).status).toBe(400);
    expect(
      (await post({ type: 'business' }, { type: 'file', mediaUrl: 'https://x.test/a.exe' })).status,
    ).toBe(415);
    expect((await scene.api('POST', path, '{"author":')).status).toBe(400);
  });

  it('answers 423 when the conversation is full, until its messages are deleted', async () => {
    const small = await openScene();
    try {
      await small.open('PATCH', `/simulator/apps/${small.appId}`, { limits: { messagesPerConversation: 2 } });
      const { conversationId } = await talk(small);
      await say(small, conversationId, '1');
      await say(small, conversationId, '2');
      const body = { author: { type: 'business' }, content: { type: 'text', text: '3' } };
      const path = `/conversations/${conversationId}/messages`;
      const full = await small.api('POST', path, body);
      expect([full.status, codeOf(full.body)]).toEqual([423, 'locked']);
      await small.api('DELETE', path);
      expect((await small.api('POST', path, body)).status).toBe(201);
    } finally {
      await small.close();
    }
  });

  it('deletes one message and says 404 for it afterwards', async () => {
    const { conversationId } = await talk(scene);
    const id = await say(scene, conversationId, 'gone');
    const path = `/conversations/${conversationId}/messages`;
    expect((await scene.api('DELETE', `${path}/${id}`)).status).toBe(200);
    expect((await scene.api('DELETE', `${path}/${id}`)).status).toBe(404);
    expect(items(await scene.api('GET', path), 'messages')).toEqual([]);
  });

  it('refuses the typing of a user, which the API cannot say', async () => {
    const { conversationId, userId } = await talk(scene);
    const path = `/conversations/${conversationId}/activity`;
    const user = { type: 'user', userId };
    expect((await scene.api('POST', path, { author: user, type: 'typing:start' })).status).toBe(400);
    expect((await scene.api('POST', path, { author: user, type: 'conversation:read' })).status).toBe(200);
    expect(
      (await scene.api('POST', path, { author: { type: 'business' }, type: 'typing:start' })).status,
    ).toBe(200);
  });
});
