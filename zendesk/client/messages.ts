import { MessagesApi } from 'sunshine-conversations-client';
import { readMessage } from '../message/read-message';
import { call, externalId, id } from './call';
import type { ConnectionClient } from './connection';
import { messagesAnswer, sentAnswer } from './schemas';
import type {
  MessageAuthor,
  MessagePage,
  PostMessage,
  SentMessage,
  ZendeskClient,
  ZendeskMessage,
} from './types';

type MessageCalls = Pick<ZendeskClient, 'postMessage' | 'listMessages' | 'findSent'>;

/** How far Zendesk's clock may be from ours when we look for what we sent. */
const CLOCK_SKEW_MS = 2 * 60_000;
/** A conversation holds 30 000 messages. */
const MAX_PAGES = 300;

export function messageCalls(client: ConnectionClient, appId: string): MessageCalls {
  const api = new MessagesApi(client);

  async function postMessage(message: PostMessage): Promise<SentMessage> {
    const request = () =>
      api.postMessageWithHttpInfo(appId, id('conversationId', message.conversationId), bodyOf(message));
    const { messages } = await call('postMessage', request, sentAnswer);
    const [first] = messages as [{ id: string; received: string }];
    return { zendeskMessageId: first.id, received: first.received };
  }

  async function listMessages(query: Parameters<ZendeskClient['listMessages']>[0]): Promise<MessagePage> {
    const request = () => {
      const after = query.after === undefined ? {} : { after: id('after', query.after) };
      const before = query.before === undefined ? {} : { before: id('before', query.before) };
      const options = { page: { ...after, ...before } };
      return api.listMessagesWithHttpInfo(appId, id('conversationId', query.conversationId), options);
    };
    const answer = await call('listMessages', request, messagesAnswer);
    const messages = answer.messages.flatMap((raw) => readMessage(raw) ?? []).sort(byTime);
    const unreadable = answer.messages.length - messages.length;
    return { messages, unreadable, hasMore: answer.meta?.hasMore === true };
  }

  async function findSent(query: Parameters<ZendeskClient['findSent']>[0]): Promise<SentMessage | undefined> {
    const { conversationId } = query;
    const oldest = query.notBefore.getTime() - CLOCK_SKEW_MS;
    let before: string | undefined;
    for (let n = 0; n < MAX_PAGES; n++) {
      const page = await listMessages({ conversationId, ...(before === undefined ? {} : { before }) });
      const found = page.messages.find(({ ours }) => ours !== undefined && isSame(ours, query));
      if (found !== undefined) return { zendeskMessageId: found.id, received: found.received };
      const [first] = page.messages;
      if (!page.hasMore || first === undefined || first.id === before) return undefined;
      if (Date.parse(first.received) < oldest) return undefined;
      before = first.id;
    }
    return undefined;
  }

  return { postMessage, listMessages, findSent };
}

function bodyOf({ author, content, payload, metadata }: PostMessage): object {
  const withPayload = payload === undefined ? content : { ...content, payload };
  return { author: authorOf(author), content: withPayload, metadata };
}

function authorOf(author: MessageAuthor): object {
  if (author.type === 'business') return author;
  return 'userId' in author
    ? { type: 'user', userId: id('userId', author.userId) }
    : { type: 'user', userExternalId: externalId(author.userExternalId) };
}

interface Sent {
  handoffId: string;
  messageId: string;
  part: number;
}

function isSame(ours: Sent, wanted: Sent): boolean {
  return (
    ours.handoffId === wanted.handoffId && ours.messageId === wanted.messageId && ours.part === wanted.part
  );
}

function byTime(a: ZendeskMessage, b: ZendeskMessage): number {
  return Date.parse(a.received) - Date.parse(b.received) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
