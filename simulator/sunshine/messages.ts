import { z } from 'zod';
import { badRequest, notFound } from '../domain/api-error';
import { appendMessage } from '../domain/messages';
import { displayNameOf } from '../domain/people';
import { removeMessage } from '../domain/removal';
import { messageView } from '../domain/views';
import type { ConversationRecord, MessageAuthor } from '../state/records';
import { content } from './content';
import { requireConversation, requireRef } from './conversations';
import { completeContent } from './media';
import { ANY_SCOPE, created, linkBase, ok, tooFresh, type Call, type Operation } from './operation';
import { paginate } from './paging';
import { httpUrl, metadata, parseBody, parsePage } from './validate';

const PAGE_SIZE = 100;

/** Who speaks. Of the subtypes only `AI` may be written. */
export const author = z.strictObject({
  type: z.enum(['user', 'business']),
  userId: z.string().optional(),
  userExternalId: z.string().optional(),
  brandId: z.string().min(1).max(24).nullable().optional(),
  displayName: z.string().optional(),
  avatarUrl: httpUrl.optional(),
  subtypes: z
    .array(z.enum(['AI']))
    .min(1)
    .max(1)
    .optional(),
});

const postBody = z.strictObject({
  author,
  content,
  metadata: metadata.nullable().optional(),
  destination: z
    .union([z.strictObject({ integrationId: z.string() }), z.strictObject({ integrationType: z.string() })])
    .optional(),
  override: z.record(z.string(), z.unknown()).optional(),
  schema: z.string().optional(),
});

/** @throws ApiError 404 for an unknown user, 400 for one who is not in the conversation. */
export function resolveAuthor(
  call: Call,
  conversation: ConversationRecord,
  given: z.infer<typeof author>,
): MessageAuthor {
  const { displayName, avatarUrl, subtypes } = given;
  const named = { ...(displayName && { displayName }), ...(avatarUrl && { avatarUrl }) };
  if (given.type === 'business') return { type: 'business', ...named, ...(subtypes && { subtypes }) };
  const { userId, userExternalId } = given;
  if ((userId === undefined) === (userExternalId === undefined)) {
    throw badRequest(
      'author: exactly one of userId and userExternalId is required for an author of type user',
    );
  }
  const user = requireRef(call, userId === undefined ? { userExternalId } : { userId });
  if (!conversation.participants.some((item) => item.userId === user.id)) {
    throw badRequest('User is not a participant of the conversation');
  }
  const name = displayName ?? displayNameOf(user);
  return { type: 'user', userId: user.id, ...named, ...(name !== undefined && { displayName: name }) };
}

const postMessage: Operation = {
  op: 'postMessage',
  method: 'post',
  path: '/conversations/:conversationId/messages',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const body = parseBody(postBody, call.body);
    if (
      body.destination !== undefined &&
      (body.author.type !== 'business' || conversation.type !== 'personal')
    ) {
      throw badRequest('destination is supported for business messages of personal conversations only');
    }
    if (body.content.type === 'template' && body.schema !== 'whatsapp')
      throw badRequest('Invalid content type');
    const message = appendMessage(call.sim, conversation.id, {
      author: resolveAuthor(call, conversation, body.author),
      content: completeContent(call, body.content, conversation.id),
      source: { type: 'api:conversations' },
      ...(body.metadata && { metadata: body.metadata }),
    });
    return created({ messages: [messageView(message)] });
  },
};

const listMessages: Operation = {
  op: 'listMessages',
  method: 'get',
  path: '/conversations/:conversationId/messages',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const page = { ...parsePage(call.query), size: PAGE_SIZE };
    const all = call.sim.world.messageIndex.of(conversation.id);
    const visible = call.staleMs === 0 ? all : all.filter((item) => !tooFresh(call, item.received));
    const link = linkBase(call, `/conversations/${conversation.id}/messages`);
    const { items, meta, links } = paginate(visible, page, link, true);
    return ok({ messages: items.map(messageView), meta, links });
  },
};

const deleteAllMessages: Operation = {
  op: 'deleteAllMessages',
  method: 'delete',
  path: '/conversations/:conversationId/messages',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const all = call.sim.world.messageIndex.of(conversation.id).toReversed();
    for (const message of all) removeMessage(call.sim, message);
    return ok({});
  },
};

const deleteMessage: Operation = {
  op: 'deleteMessage',
  method: 'delete',
  path: '/conversations/:conversationId/messages/:messageId',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const message = call.sim.world.messages.get(call.params['messageId'] ?? '');
    if (message?.conversationId !== conversation.id) throw notFound('not_found');
    removeMessage(call.sim, message);
    return ok({});
  },
};

export const messageOperations: Operation[] = [postMessage, listMessages, deleteAllMessages, deleteMessage];
