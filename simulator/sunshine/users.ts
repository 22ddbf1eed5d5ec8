import { z } from 'zod';
import { ApiError, badRequest, notFound } from '../domain/api-error';
import { emit } from '../domain/emit';
import { omit } from '../domain/omit';
import { compact, userTruncatedView, userView } from '../domain/views';
import { removeConversation } from '../domain/removal';
import { newId } from '../state/ids';
import type { AppRecord, UserRecord } from '../state/records';
import type { World } from '../state/world';
import { ANY_SCOPE, created, ok, tooFresh, type Operation } from './operation';
import { httpUrl, metadata, parseBody, text } from './validate';

const profile = z.strictObject({
  givenName: text(1, 128).nullable().optional(),
  surname: text(1, 128).nullable().optional(),
  email: z.email({ error: 'should match format "email"' }).max(128).nullable().optional(),
  avatarUrl: httpUrl.nullable().optional(),
  locale: text(1, 64).nullable().optional(),
});

const changes = {
  signedUpAt: z.iso.datetime({ offset: true, error: 'should match format "date-time"' }).optional(),
  toBeRetained: z.boolean().optional(),
  profile: profile.optional(),
  metadata: metadata.nullable().optional(),
};
const createBody = z.strictObject({
  externalId: text(1, 1024).optional(),
  brandId: text(1, 24).nullable().optional(),
  ...changes,
});
const updateBody = z.strictObject(changes);

/** By id or external id. */
export function findUser(world: World, app: AppRecord, idOrExternalId: string): UserRecord | undefined {
  const byId = world.users.get(idOrExternalId);
  if (byId?.appId === app.id) return byId;
  return world.userByExternalId.first(`${app.id}\n${idOrExternalId}`);
}

function requireUser(world: World, app: AppRecord, params: Readonly<Record<string, string>>): UserRecord {
  const user = findUser(world, app, params['userIdOrExternalId'] ?? '');
  if (user === undefined) throw notFound('user_not_found');
  return user;
}

const createUser: Operation = {
  op: 'createUser',
  method: 'post',
  path: '/users',
  scopes: ANY_SCOPE,
  run: ({ sim: { world }, app, body }) => {
    const draft = omit(parseBody(createBody, body), 'brandId');
    const { externalId } = draft;
    if (externalId !== undefined && world.userByExternalId.first(`${app.id}\n${externalId}`) !== undefined) {
      throw new ApiError(409, [{ code: 'conflict', title: 'User already exists' }]);
    }
    const base = { id: newId(), appId: app.id, createdAt: new Date().toISOString() };
    const user = world.users.put({ ...base, ...compact({ profile: {}, ...draft }) } as unknown as UserRecord);
    world.note(app.id, 'user', { action: 'create', userId: user.id, externalId: externalId ?? null });
    return created({ user: userView(user) });
  },
};

const listUsers: Operation = {
  op: 'listUsers',
  method: 'get',
  path: '/users',
  scopes: ANY_SCOPE,
  run: ({ query }) => {
    // `profile.email` is not an identity, and an identity comes only from an SDK login: nobody is ever found.
    if (query['filter[identities.email]'] === undefined) throw badRequest('Invalid query parameters');
    return ok({ users: [] });
  },
};

const getUser: Operation = {
  op: 'getUser',
  method: 'get',
  path: '/users/:userIdOrExternalId',
  scopes: ANY_SCOPE,
  run: (call) => {
    const user = requireUser(call.sim.world, call.app, call.params);
    if (tooFresh(call, user.createdAt)) throw notFound('user_not_found');
    return ok({ user: userView(user) });
  },
};

const updateUser: Operation = {
  op: 'updateUser',
  method: 'patch',
  path: '/users/:userIdOrExternalId',
  scopes: ANY_SCOPE,
  run: ({ sim: { world }, app, params, body }) => {
    const user = requireUser(world, app, params);
    const draft = parseBody(updateBody, body);
    const next = { ...user, ...compact(draft), profile: { ...user.profile, ...draft.profile } };
    world.users.put(next as UserRecord);
    world.note(app.id, 'user', { action: 'update', userId: user.id });
    return ok({ user: userView(next as UserRecord) });
  },
};

const deleteUser: Operation = {
  op: 'deleteUser',
  method: 'delete',
  path: '/users/:userIdOrExternalId',
  scopes: ANY_SCOPE,
  run: ({ sim, app, params }) => {
    const user = requireUser(sim.world, app, params);
    for (const conversation of sim.world.conversationsByUser.all(user.id))
      removeConversation(sim, conversation);
    sim.world.users.delete(user.id);
    sim.world.note(app.id, 'user', { action: 'remove', userId: user.id });
    emit(sim, { appId: app.id, type: 'user:remove', payload: () => ({ user: userTruncatedView(user) }) });
    return ok({});
  },
};

const deletePersonalInformation: Operation = {
  op: 'deleteUserPersonalInformation',
  method: 'delete',
  path: '/users/:userIdOrExternalId/personalinformation',
  scopes: ANY_SCOPE,
  run: ({ sim: { world }, app, params }) => {
    const user = requireUser(world, app, params);
    const next = world.users.put({ ...omit(user, 'metadata'), profile: {} });
    world.note(app.id, 'user', { action: 'forget', userId: user.id });
    return ok({ user: userView(next) });
  },
};

export const userOperations: Operation[] = [
  createUser,
  listUsers,
  getUser,
  updateUser,
  deleteUser,
  deletePersonalInformation,
];
