import { AppsApi, ConversationsApi, ParticipantsApi } from 'sunshine-conversations-client';
import { toZendeskError, ZendeskError } from '../errors';
import { call, externalId, id } from './call';
import type { ConnectionClient } from './connection';
import { appAnswer, conversationAnswer, conversationsAnswer, participantsAnswer } from './schemas';
import type { Conversation, ZendeskClient } from './types';

const PAGE_SIZE = 100;
const MAX_PAGES = 100;

type ConversationCalls = Pick<
  ZendeskClient,
  | 'getApp'
  | 'findConversation'
  | 'findDefaultConversation'
  | 'getConversation'
  | 'findParticipant'
  | 'createConversation'
  | 'updateConversationMetadata'
>;

export function conversationCalls(client: ConnectionClient, appId: string): ConversationCalls {
  const api = new ConversationsApi(client);

  async function page(userExternalId: string, after: string | undefined) {
    const options = { page: { size: PAGE_SIZE, ...(after === undefined ? {} : { after }) } };
    return call(
      'listConversations',
      () => api.listConversationsWithHttpInfo(appId, { userExternalId: externalId(userExternalId) }, options),
      conversationsAnswer,
    );
  }

  async function find(
    userExternalId: string,
    isIt: (conversation: Conversation) => boolean,
  ): Promise<Conversation | undefined> {
    let after: string | undefined;
    try {
      for (let n = 0; n < MAX_PAGES; n++) {
        const { conversations, meta } = await page(userExternalId, after);
        const found = conversations.find(isIt);
        const next = meta?.afterCursor ?? conversations.at(-1)?.id;
        if (found !== undefined || meta?.hasMore !== true || next === undefined || next === after)
          return found;
        after = next;
      }
    } catch (thrown) {
      const error = toZendeskError('listConversations', thrown);
      if (error.code === 'user_not_found') return undefined;
      throw error;
    }
    throw new ZendeskError({
      kind: 'rejected',
      operation: 'listConversations',
      reason: 'too many conversations',
    });
  }

  return {
    async getApp() {
      const { app } = await call('getApp', () => new AppsApi(client).getAppWithHttpInfo(appId), appAnswer);
      return app;
    },
    findConversation: ({ userExternalId, match }) =>
      find(userExternalId, ({ metadata }) =>
        Object.entries(match).every(([key, value]) => metadata[key] === value),
      ),
    findDefaultConversation: ({ userExternalId }) =>
      find(userExternalId, ({ isDefault }) => isDefault === true),
    async getConversation(conversationId) {
      const request = () => api.getConversationWithHttpInfo(appId, id('conversationId', conversationId));
      return (await call('getConversation', request, conversationAnswer)).conversation;
    },
    async findParticipant(conversationId) {
      const request = () =>
        new ParticipantsApi(client).listParticipantsWithHttpInfo(
          appId,
          id('conversationId', conversationId),
          {
            page: { size: 1 },
          },
        );
      const { participants } = await call('listParticipants', request, participantsAnswer);
      return participants[0]?.userId;
    },
    async createConversation({ userExternalId, displayName, metadata }) {
      const request = () =>
        api.createConversationWithHttpInfo(appId, {
          type: 'personal',
          participants: [{ userExternalId: externalId(userExternalId), subscribeSDKClient: false }],
          ...(displayName === undefined ? {} : { displayName }),
          metadata,
        });
      return (await call('createConversation', request, conversationAnswer)).conversation;
    },
    async updateConversationMetadata(conversationId, metadata) {
      const request = () =>
        api.updateConversationWithHttpInfo(appId, id('conversationId', conversationId), { metadata });
      return (await call('updateConversation', request, conversationAnswer)).conversation;
    },
  };
}
