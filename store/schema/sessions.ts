import { boolean, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import type {
  Action,
  Attachment,
  DeliveryError,
  MessageStatus,
  Origin,
  SessionEvent,
} from '../../contract/events';
import type { Agent, Control, UserInput } from '../../contract/handoff';
import { json, text, time, wholeJson } from './columns';

export const sessions = pgTable(
  'sessions',
  {
    copilotId: text('copilot_id').notNull(),
    id: text('id').notNull(),
    user: json<UserInput>('user_data').notNull(),
    control: text('control').$type<Control>().notNull(),
    lastSeq: integer('last_seq').notNull().default(0),
    createdAt: time('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.copilotId, table.id] })],
);

/** What was said, apart from who and when. */
export interface MessageContent {
  text: string | null;
  attachments: Attachment[];
  actions: Action[];
  postback: string | null;
}

export const messages = pgTable(
  'messages',
  {
    copilotId: text('copilot_id').notNull(),
    sessionId: text('session_id').notNull(),
    origin: text('origin').$type<Origin>().notNull(),
    id: text('id').notNull(),
    handoffId: text('handoff_id').notNull(),
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
    attemptedAt: time('attempted_at'),
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
    handoffId: text('handoff_id').notNull(),
    at: time('at').notNull(),
    /** The event as it goes over the wire. */
    body: wholeJson<SessionEvent>('body').notNull(),
  },
  (table) => [primaryKey({ columns: [table.copilotId, table.sessionId, table.seq] })],
);
