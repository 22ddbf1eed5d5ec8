import { z } from 'zod';
import { badRequest, notFound } from '../domain/api-error';
import { emit } from '../domain/emit';
import { removeConversation } from '../domain/removal';
import { compact, conversationView, userView } from '../domain/views';
import { newId } from '../state/ids';
import type { ConversationRecord, UserRecord } from '../state/records';
import { ANY_SCOPE, created, linkBase, ok, tooFresh, type Call, type Operation } from './operation';
import { paginate } from './paging';
import { findUser } from './users';
import { httpUrl, metadata, parseBody, parsePage, text } from './validate';

/** One user by id or external id, exactly one of them. */
export const participantRef = z
  .strictObject({
    userId: z.string().optional(),
    userExternalId: z.string().optional(),
    subscribeSDKClient: z.boolean().optional(),
  })
  .refine((ref) => (ref.userId === undefined) !== (ref.userExternalId === undefined), {
    error: 'should match exactly one schema in oneOf',
  });

const shown = {
  displayName: text(1, 100).nullable().optional(),
  description: text(1, 100).nullable().optional(),
  iconUrl: httpUrl.nullable().optional(),
  metadata: metadata.nullable().optional(),
};
const updateBody = z.strictObject(shown);
const createBody = z.strictObject({
  type: z.enum(['personal', 'sdkGroup']),
  participants: z.array(participantRef).max(10).optional(),
  ...shown,
});

/** @throws ApiError 404 for an unknown one, for one of another app, and for one a stale read does not see yet. */
export function requireConversation(call: Call): ConversationRecord {
  const conversation = call.sim.world.conversations.get(call.params['conversationId'] ?? '');
  if (conversation?.appId !== call.app.id || tooFresh(call, conversation.createdAt)) {
    throw notFound('conversation_not_found');
  }
  return conversation;
}

/** @throws ApiError 404 for an unknown user. */
export function requireRef(call: Call, ref: z.infer<typeof participantRef>): UserRecord {
  const { users } = call.sim.world;
  const byId = ref.userId === undefined ? undefined : users.get(ref.userId);
  const user =
    ref.userExternalId === undefined ? byId : findUser(call.sim.world, call.app, ref.userExternalId);
  if (user?.appId !== call.app.id) throw notFound('user_not_found');
  return user;
}

const createConversation: Operation = {
  op: 'createConversation',
  method: 'post',
  path: '/conversations',
  scopes: ANY_SCOPE,
  run: (call) => {
    const { sim, app } = call;
    const { participants = [], type, ...draft } = parseBody(createBody, call.body);
    if (type === 'personal' && participants.length !== 1) {
      throw badRequest('participants: should have exactly 1 item for a personal conversation');
    }
    const users = participants.map((ref) => requireRef(call, ref));
    const [owner] = users;
    const earlier = owner === undefined ? [] : sim.world.conversationsByUser.all(owner.id);
    const hasPersonal = earlier.some((conversation) => conversation.type === 'personal');
    if (hasPersonal && !app.multiConversations)
      throw badRequest('Multi-conversations is not enabled for this app');
    const now = new Date().toISOString();
    const conversation = sim.world.conversations.put({
      ...(compact(draft) as typeof draft & Partial<ConversationRecord>),
      id: newId(),
      appId: app.id,
      type,
      isDefault: type === 'personal' && !hasPersonal,
      participants: users.map((user) => ({ id: newId(), userId: user.id, unreadCount: 0 })),
      lastUpdatedAt: now,
      createdAt: now,
    });
    sim.world.note(app.id, 'conversation', {
      action: 'create',
      conversationId: conversation.id,
      userIds: users.map((user) => user.id),
      metadata: conversation.metadata ?? null,
    });
    emit(sim, {
      appId: app.id,
      type: 'conversation:create',
      conversation,
      payload: () => ({
        creationReason: 'none',
        source: { type: 'api:conversations' },
        ...(owner && type === 'personal' && { user: userView(owner) }),
      }),
    });
    return created({ conversation: conversationView(sim.world, conversation) });
  },
};

const listConversations: Operation = {
  op: 'listConversations',
  method: 'get',
  path: '/conversations',
  scopes: ANY_SCOPE,
  run: (call) => {
    const { world } = call.sim;
    const { 'filter[userId]': userId, 'filter[userExternalId]': userExternalId } = call.query;
    if ((userId === undefined) === (userExternalId === undefined)) {
      throw badRequest('Exactly one of filter[userId] and filter[userExternalId] is required');
    }
    const page = parsePage(call.query);
    const user = requireRef(call, { userId, userExternalId });
    const all = world.conversationsByUser.all(user.id).filter((item) => !tooFresh(call, item.createdAt));
    const { items, meta, links } = paginate(all, page, linkBase(call, '/conversations'));
    return ok({ conversations: items.map((item) => conversationView(world, item)), meta, links });
  },
};

const getConversation: Operation = {
  op: 'getConversation',
  method: 'get',
  path: '/conversations/:conversationId',
  scopes: ANY_SCOPE,
  run: (call) => ok({ conversation: conversationView(call.sim.world, requireConversation(call)) }),
};

const updateConversation: Operation = {
  op: 'updateConversation',
  method: 'patch',
  path: '/conversations/:conversationId',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const draft = parseBody(updateBody, call.body);
    const { world } = call.sim;
    const next = world.conversations.put({ ...conversation, ...compact(draft) });
    world.note(call.app.id, 'conversation', { action: 'update', conversationId: next.id, ...draft });
    return ok({ conversation: conversationView(world, next) });
  },
};

const deleteConversation: Operation = {
  op: 'deleteConversation',
  method: 'delete',
  path: '/conversations/:conversationId',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    if (conversation.isDefault) {
      throw badRequest(`Conversation ${conversation.id} cannot be deleted because it is the default.`);
    }
    removeConversation(call.sim, conversation);
    return ok({});
  },
};

export const conversationOperations: Operation[] = [
  createConversation,
  listConversations,
  getConversation,
  updateConversation,
  deleteConversation,
];
