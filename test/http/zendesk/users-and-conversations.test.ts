import { APP_ID, CONVERSATION_ID, failure, present, useScripted } from './harness';
import { json } from './scripted-server';

const { server, client } = useScripted();
const USER_ID = '26508c10541a4b0ff472e5e2';
const externalId = 'cop_1:u:jane';
const userPath = `/v2/apps/${APP_ID}/users`;
const notFound = (code: string) => ({ errors: [{ code, title: 'Not found' }] });
const bodies = () =>
  server().received.map(({ method, body }) => [
    method,
    body === '' ? undefined : (JSON.parse(body) as unknown),
  ]);

describe('ensureUser', () => {
  const profile = { givenName: 'Jane', email: 'jane@acme.test' };

  it('creates one who is not there', async () => {
    server().script = ({ method }, res) =>
      method === 'GET'
        ? json(res, 404, notFound('user_not_found'))
        : json(res, 201, { user: { id: USER_ID, externalId } });
    expect(await client().ensureUser({ externalId, profile, metadata: { plan: 'pro' } })).toEqual({
      userId: USER_ID,
    });
    expect(bodies()).toEqual([
      ['GET', undefined],
      ['POST', { externalId, profile, metadata: { plan: 'pro' } }],
    ]);
    expect(server().received[0]?.url).toBe(`${userPath}/${externalId}`);
  });

  it('R29: changes the profile of one who is there, and keeps what others wrote into it', async () => {
    const user = {
      id: USER_ID,
      profile: { givenName: 'J', surname: 'Doe', localeOrigin: 'x' },
      metadata: { theirs: true },
    };
    server().script = (_received, res) => json(res, 200, { user });
    expect(await client().ensureUser({ externalId, profile })).toEqual({ userId: USER_ID });
    expect(bodies()).toEqual([
      ['GET', undefined],
      ['PATCH', { profile: { givenName: 'Jane', surname: 'Doe', email: 'jane@acme.test' } }],
    ]);
  });

  it('R29: writes nothing when nothing changed', async () => {
    server().script = (_received, res) => json(res, 200, { user: { id: USER_ID, profile } });
    await client().ensureUser({ externalId, profile });
    expect(bodies()).toEqual([['GET', undefined]]);
  });

  it('F14: a lost race (409) is the user of the other', async () => {
    let gets = 0;
    const conflict = { errors: [{ code: 'conflict', title: 'User already exists' }] };
    server().script = ({ method }, res) => {
      if (method === 'POST') json(res, 409, conflict);
      else if (++gets === 1) json(res, 404, notFound('user_not_found'));
      else json(res, 200, { user: { id: USER_ID } });
    };
    expect(await client().ensureUser({ externalId, profile })).toEqual({ userId: USER_ID });
  });

  it('R31: needs no e-mail', async () => {
    server().script = ({ method }, res) =>
      method === 'GET'
        ? json(res, 404, notFound('user_not_found'))
        : json(res, 201, { user: { id: USER_ID } });
    await expect(client().ensureUser({ externalId, profile: {} })).resolves.toEqual({ userId: USER_ID });
  });
});

describe('findConversation', () => {
  const conversation = (n: number, metadata: object) => ({ id: n.toString(16).padStart(24, '0'), metadata });

  it('pages through all of a user, with cursor and size together', async () => {
    const all = Array.from({ length: 250 }, (_, n) => conversation(n, { handoffId: `ho_${n}` }));
    server().script = ({ url }, res) => {
      const query = new URL(url, 'http://x').searchParams;
      const after = query.get('page[after]');
      const size = Number(query.get('page[size]'));
      const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
      const conversations = all.slice(start, start + size);
      const afterCursor = conversations.at(-1)?.id;
      json(res, 200, { conversations, meta: { hasMore: start + size < all.length, afterCursor } });
    };
    const found = await client().findConversation({
      userExternalId: externalId,
      match: { handoffId: 'ho_249' },
    });
    expect(found).toMatchObject({ id: present(all[249]).id });
    expect(server().received).toHaveLength(3);
    expect(server().received.every(({ url }) => url.includes(`filter[userExternalId]=${externalId}`))).toBe(
      true,
    );
  });

  it('demands every pair', async () => {
    const conversations = [conversation(1, { handoffId: 'ho_1', copilotId: 'cop_other' })];
    server().script = (_received, res) => json(res, 200, { conversations });
    const match = { handoffId: 'ho_1', copilotId: 'cop_1' };
    expect(await client().findConversation({ userExternalId: externalId, match })).toBeUndefined();
  });

  it('a user who is not there has none', async () => {
    server().script = (_received, res) => json(res, 404, notFound('user_not_found'));
    const query = { userExternalId: externalId, match: { handoffId: 'ho_1' } };
    expect(await client().findConversation(query)).toBeUndefined();
  });

  it('an app that is not there is an error, not "none"', async () => {
    server().script = (_received, res) => json(res, 404, notFound('app_not_found'));
    const query = { userExternalId: externalId, match: { handoffId: 'ho_1' } };
    expect(await failure(client().findConversation(query))).toMatchObject({ kind: 'misconfigured' });
  });

  it('ends on a server that turns in circles', async () => {
    const conversations = [conversation(1, {})];
    const meta = { hasMore: true, afterCursor: conversation(1, {}).id };
    server().script = (_received, res) => json(res, 200, { conversations, meta });
    const query = { userExternalId: externalId, match: { handoffId: 'ho_1' } };
    expect(await client().findConversation(query)).toBeUndefined();
    expect(server().received).toHaveLength(2);
  });
});

it('a conversation in our words: flat metadata, the holder of control, nothing of what we do not know', async () => {
  const conversation = {
    id: CONVERSATION_ID,
    type: 'personal',
    brandId: '55988942245529',
    isDefault: false,
    metadata: { handoffId: 'ho_1', n: 1, yes: true, odd: { a: 1 }, nothing: null },
    activeSwitchboardIntegration: {
      id: 'x1',
      name: 'zd-agentWorkspace',
      integrationType: 'zd:agentWorkspace',
      later: 1,
    },
  };
  server().script = (_received, res) => json(res, 200, { conversation });
  expect(await client().getConversation(CONVERSATION_ID)).toEqual({
    id: CONVERSATION_ID,
    isDefault: false,
    metadata: { handoffId: 'ho_1', n: 1, yes: true },
    activeSwitchboardIntegration: {
      id: 'x1',
      name: 'zd-agentWorkspace',
      integrationType: 'zd:agentWorkspace',
    },
  });
});

it('creates a personal conversation of an external id, without telling an SDK client', async () => {
  server().script = (_received, res) => json(res, 201, { conversation: { id: CONVERSATION_ID } });
  await client().createConversation({ userExternalId: externalId, metadata: { handoffId: 'ho_1' } });
  expect(bodies()).toEqual([
    [
      'POST',
      {
        type: 'personal',
        participants: [{ userExternalId: externalId, subscribeSDKClient: false }],
        metadata: { handoffId: 'ho_1' },
      },
    ],
  ]);
});

it('R26: a second conversation that is refused is told as a refusal with its reason', async () => {
  const errors = [{ code: 'bad_request', title: 'Multiple conversations are not enabled' }];
  server().script = (_received, res) => json(res, 400, { errors });
  const create = client().createConversation({ userExternalId: externalId, metadata: {} });
  expect(await failure(create)).toMatchObject({
    kind: 'rejected',
    title: errors[0]?.title,
    unknownOutcome: false,
  });
});
