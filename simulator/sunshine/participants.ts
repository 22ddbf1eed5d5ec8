import { z } from 'zod';
import { badRequest, notFound } from '../domain/api-error';
import { emit } from '../domain/emit';
import { eventUserView, participantView } from '../domain/views';
import { newId } from '../state/ids';
import { participantRef, requireConversation, requireRef } from './conversations';
import { ANY_SCOPE, created, linkBase, ok, type Operation } from './operation';
import { paginate } from './paging';
import { parseBody, parsePage } from './validate';

const MAX_PARTICIPANTS = 10;

const leaveBody = z.union([participantRef, z.strictObject({ participantId: z.string() })]);

const listParticipants: Operation = {
  op: 'listParticipants',
  method: 'get',
  path: '/conversations/:conversationId/participants',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const link = linkBase(call, `/conversations/${conversation.id}/participants`);
    const { items, meta, links } = paginate(conversation.participants, parsePage(call.query), link);
    return ok({ participants: items.map((item) => participantView(call.sim.world, item)), meta, links });
  },
};

const joinConversation: Operation = {
  op: 'joinConversation',
  method: 'post',
  path: '/conversations/:conversationId/join',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const user = requireRef(call, parseBody(participantRef, call.body));
    if (conversation.type !== 'sdkGroup') throw badRequest('Only sdkGroup conversations can be joined');
    const existing = conversation.participants.find((item) => item.userId === user.id);
    if (existing !== undefined) return created({ participant: participantView(call.sim.world, existing) });
    if (conversation.participants.length >= MAX_PARTICIPANTS)
      throw badRequest('Too many participants', 'participants');
    const participant = { id: newId(), userId: user.id, unreadCount: 0 };
    const next = call.sim.world.conversations.put({
      ...conversation,
      participants: [...conversation.participants, participant],
    });
    emit(call.sim, {
      appId: call.app.id,
      type: 'conversation:join',
      conversation: next,
      payload: (detail) => ({ user: eventUserView(user, detail) }),
    });
    return created({ participant: participantView(call.sim.world, participant) });
  },
};

const leaveConversation: Operation = {
  op: 'leaveConversation',
  method: 'post',
  path: '/conversations/:conversationId/leave',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const body = parseBody(leaveBody, call.body);
    const gone = conversation.participants.find((item) =>
      'participantId' in body ? item.id === body.participantId : item.userId === requireRef(call, body).id,
    );
    const user = gone === undefined ? undefined : call.sim.world.users.get(gone.userId);
    if (gone === undefined || user === undefined) {
      throw notFound('not_found', 'User is not a member of the conversation');
    }
    const participants = conversation.participants.filter((item) => item !== gone);
    const next = call.sim.world.conversations.put({ ...conversation, participants });
    emit(call.sim, {
      appId: call.app.id,
      type: 'conversation:leave',
      conversation: next,
      payload: (detail) => ({ user: eventUserView(user, detail) }),
    });
    return ok({});
  },
};

export const participantOperations: Operation[] = [listParticipants, joinConversation, leaveConversation];
