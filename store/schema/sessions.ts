import { boolean, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import type {
  Action,
  Attachment,
  Card,
  DeliveryError,
  MessageStatus,
  Origin,
  SessionEvent,
} from '../../contract/events';
import type { Agent, Control, UserInput } from '../../contract/handoff';
import type { WidgetUser } from '../../contract/widget';
import type { Turn, VerifiedIdentity } from '../types/hosted';
import { json, position, text, time, wholeJson } from './columns';

export const sessions = pgTable(
  'sessions',
  {
    copilotId: text('copilot_id').notNull(),
    id: text('id').notNull(),
    user: json<UserInput>('user_data').notNull(),
    control: text('control').$type<Control>().notNull(),
    lastSeq: integer('last_seq').notNull().default(0),
    createdAt: time('created_at').notNull(),
    position: position(),
    /** Set: a session that we host, opened by the token of this SHA-256. */
    tokenHash: text('token_hash'),
    expiresAt: time('expires_at'),
    closedAt: time('closed_at'),
    /** What a signed identity said; `user` is then only what the page says. */
    identity: json<VerifiedIdentity>('identity'),
    language: text('language'),
    contactId: text('contact_id'),
    externalId: text('external_id'),
    extra: json<Record<string, unknown>>('extra').notNull().default({}),
    /** Places in the log: what lies between them the bot has not answered yet. */
    botDue: integer('bot_due').notNull().default(0),
    botDone: integer('bot_done').notNull().default(0),
    botTurn: text('bot_turn').$type<Turn['kind']>(),
    /** Who asks the bot just now, and until when nobody else does. */
    botLease: text('bot_lease'),
    botLeaseUntil: time('bot_lease_until'),
  },
  (table) => [primaryKey({ columns: [table.copilotId, table.id] })],
);

/** What was said, apart from who and when. */
export interface MessageContent {
  text: string | null;
  attachments: Attachment[];
  actions: Action[];
  cards?: Card[];
  postback: string | null;
}

export const messages = pgTable(
  'messages',
  {
    copilotId: text('copilot_id').notNull(),
    sessionId: text('session_id').notNull(),
    origin: text('origin').$type<Origin>().notNull(),
    id: text('id').notNull(),
    /** null: said outside of a handoff. */
    handoffId: text('handoff_id'),
    /** Numbers the user messages of one handoff; null for all others. */
    n: integer('n'),
    seq: integer('seq').notNull(),
    author: json<Agent>('author').notNull(),
    content: json<MessageContent>('content').notNull(),
    bodyHash: text('body_hash'),
    status: text('status').$type<MessageStatus>().notNull(),
    /** Received by Zendesk, or accepted by us. */
    at: time('at').notNull(),
    /** Came out of Zendesk: takes part in the order by (at, id). */
    fromZendesk: boolean('from_zendesk').notNull(),
    automated: boolean('automated').notNull(),
    afterEnd: boolean('after_end').notNull(),
    /** This message brought a first or another agent. */
    agentChanged: boolean('agent_changed').notNull().default(false),
    /** When sending was first begun, and how often it was since. */
    attemptedAt: time('attempted_at'),
    attempts: integer('attempts').notNull().default(0),
    /** By the database's clock: until then a post of it may still show up in Zendesk. */
    underWayUntil: time('under_way_until'),
    /** Its parts are numbered from here: higher than 0 where the transcript has a message of the same id. */
    firstPart: integer('first_part').notNull().default(0),
    delayedAt: time('delayed_at'),
    /** Zendesk message id by part number. */
    proofs: json<Record<string, string>>('proofs').notNull().default({}),
    zendeskMessageIds: json<string[]>('zendesk_message_ids'),
    error: json<DeliveryError>('error'),
  },
  (table) => [primaryKey({ columns: [table.copilotId, table.sessionId, table.origin, table.id] })],
);

export const sessionEvents = pgTable(
  'session_events',
  {
    copilotId: text('copilot_id').notNull(),
    sessionId: text('session_id').notNull(),
    seq: integer('seq').notNull(),
    handoffId: text('handoff_id'),
    at: time('at').notNull(),
    /** The event as it goes over the wire. */
    body: wholeJson<SessionEvent>('body').notNull(),
  },
  (table) => [primaryKey({ columns: [table.copilotId, table.sessionId, table.seq] })],
);

/** A browser of an older widget. */
export const contacts = pgTable('contacts', {
  id: text('id').primaryKey(),
  copilotId: text('copilot_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  user: json<WidgetUser>('user_data').notNull(),
  identity: json<VerifiedIdentity>('identity'),
  createdAt: time('created_at').notNull(),
});
