import type { Readable } from 'node:stream';
import type { Secret } from '../../config/secret';
import type { NormalisedMessage } from '../message/types';
import type { SetUpCalls } from './set-up-types';

/** Metadata as Sunshine takes it: flat, at most 4 KB of JSON in all. */
export type Metadata = Record<string, string | number | boolean>;

export interface ZendeskClientSettings {
  /** The whole base before `/v2`, e.g. `https://acme.zendesk.com/sc` (see `zendeskBaseUrl`). */
  baseUrl: string;
  appId: string;
  keyId: string;
  secret: Secret;
  /** Deadline of one whole exchange. Default 10 000. */
  timeoutMs?: number;
  /** Default 1 MB; a page of messages may be eight times that (100 messages with texts, html and metadata). */
  maxResponseBytes?: number;
}

export interface ActiveSwitchboardIntegration {
  id: string;
  name?: string;
  integrationId?: string;
  integrationType?: string;
}

export interface Conversation {
  id: string;
  isDefault?: boolean;
  metadata: Metadata;
  /** Who holds control; absent when nobody does. */
  activeSwitchboardIntegration?: ActiveSwitchboardIntegration;
}

export interface UserProfile {
  givenName?: string;
  surname?: string;
  email?: string;
  avatarUrl?: string;
  locale?: string;
}

export type MessageAuthor =
  | { type: 'user'; userExternalId: string }
  | { type: 'user'; userId: string }
  | { type: 'business'; displayName?: string; avatarUrl?: string };

/** Always plain `text`, never html or markdown: what visitors write must not become markup at the agent's (S51). */
export type MessageContent =
  | { type: 'text'; text: string }
  | { type: 'image' | 'file'; mediaUrl: string; altText?: string; text?: string };

export interface PostMessage {
  conversationId: string;
  author: MessageAuthor;
  content: MessageContent;
  /** The payload of a reply or postback that the user chose; text messages only. */
  payload?: string;
  metadata: Metadata;
}

/** Proof that Zendesk holds a message. */
export interface SentMessage {
  zendeskMessageId: string;
  /** ISO 8601. */
  received: string;
}

export type ZendeskMessage = NormalisedMessage;

export interface MessagePage {
  /** Oldest first. */
  messages: ZendeskMessage[];
  /** How many carried no id or no time and cannot be taken: worth a line in the log. */
  unreadable: number;
  /** There are more in the direction asked for: after `after`, else before the oldest. */
  hasMore: boolean;
}

export type DownloadedAttachment =
  | { kind: 'file'; body: Readable; mediaType: string | null; sizeBytes: number | null }
  /** Not on Zendesk's own host (or redirected away): fetch it without credentials, by the SSRF-safe client. */
  | { kind: 'elsewhere'; url: string };

/** Sunshine Conversations for one app key. Every promise rejects with `ZendeskError` only. Safe to use concurrently. */
export interface ZendeskClient extends SetUpCalls {
  getApp(): Promise<ZendeskApp>;
  /** Get; where the profile differs, patch (R29); where absent, create; a lost race (409) is a get. */
  ensureUser(user: {
    externalId: string;
    profile: UserProfile;
    metadata?: Metadata;
  }): Promise<{ userId: string }>;
  /** The user's conversation whose metadata has every pair of `match`; an unknown user has none. */
  findConversation(query: {
    userExternalId: string;
    match: Record<string, string>;
  }): Promise<Conversation | undefined>;
  /** The user's default conversation, which is the only one where multi-conversations is off. */
  findDefaultConversation(query: { userExternalId: string }): Promise<Conversation | undefined>;
  getConversation(conversationId: string): Promise<Conversation>;
  /** Zendesk's id of the user whose (personal) conversation it is: after a merge, of the surviving one. */
  findParticipant(conversationId: string): Promise<string | undefined>;
  createConversation(conversation: {
    userExternalId: string;
    displayName?: string;
    metadata: Metadata;
  }): Promise<Conversation>;
  updateConversationMetadata(conversationId: string, metadata: Metadata): Promise<Conversation>;
  /** Idempotent, because the target is named. `next` is refused: with an app key it moves on at each repeat. */
  passControl(pass: {
    conversationId: string;
    switchboardIntegration: string;
    metadata?: Metadata;
  }): Promise<void>;
  releaseControl(conversationId: string): Promise<void>;
  /** Not idempotent: after an unknown outcome call `findSent` first. */
  postMessage(message: PostMessage): Promise<SentMessage>;
  /**
   * One page of at most 100. `after` and `before` are message ids; with neither, the newest page.
   * Content of an unknown kind comes as a notice in words (see `readMessage`).
   */
  listMessages(query: { conversationId: string; after?: string; before?: string }): Promise<MessagePage>;
  /** Looks a sent message up by the ids in its metadata, newest pages first, down to `notBefore` minus two minutes. */
  findSent(query: {
    conversationId: string;
    handoffId: string;
    messageId: string;
    part: number;
    notBefore: Date;
  }): Promise<SentMessage | undefined>;
  /** Tells that the business side types; a user's typing cannot be shown to agents by API. */
  postTyping(conversationId: string, on: boolean): Promise<void>;
  /** Tells that the user has read everything so far. */
  postRead(conversationId: string, userExternalId: string): Promise<void>;
  uploadAttachment(file: {
    conversationId: string;
    name: string;
    mediaType: string;
    data: Buffer;
  }): Promise<{ mediaUrl: string; mediaType: string | null }>;
  /** Our key goes to Zendesk's own host only (S26). The caller reads `body` to its end or destroys it. */
  downloadAttachment(url: string): Promise<DownloadedAttachment>;
  /** Closes the connections; calls in flight are rejected. */
  close(): void;
}

interface ZendeskApp {
  id: string;
  displayName?: string;
  subdomain?: string;
  multiConversations: boolean;
}
