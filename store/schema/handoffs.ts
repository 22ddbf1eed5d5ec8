import { boolean, integer, pgTable } from 'drizzle-orm/pg-core';
import type {
  Agent,
  Attention,
  EndReason,
  Handoff,
  HandoffState,
  HandoffTimer,
  StartHandoff,
  Undelivered,
  Warning,
} from '../../contract/handoff';
import type { HandoffStep } from '../types/records';
import { json, position, text, time, wholeJson } from './columns';

export const handoffs = pgTable('handoffs', {
  id: text('id').primaryKey(),
  position: position(),
  copilotId: text('copilot_id').notNull(),
  sessionId: text('session_id').notNull(),
  state: text('state').$type<HandoffState>().notNull(),
  attention: json<NonNullable<Attention>>('attention'),
  reason: text('reason'),
  summary: text('summary'),
  user: json<Handoff['user']>('user_view').notNull(),
  request: wholeJson<StartHandoff>('request').notNull(),
  notBefore: time('not_before'),
  agent: json<Agent>('agent'),
  conversationId: text('conversation_id'),
  timers: json<HandoffTimer[]>('timers').notNull().default([]),
  warnings: json<Warning[]>('warnings').notNull().default([]),
  /** Also the count of the user's messages: they are numbered without gaps. */
  lastUserMessage: integer('last_user_message').notNull().default(0),
  fromAgent: integer('from_agent').notNull().default(0),
  delivered: integer('delivered').notNull().default(0),
  failed: integer('failed').notNull().default(0),
  runStarted: boolean('run_started').notNull().default(false),
  /** How often each step of opening and closing was begun. */
  stepAttempts: json<Partial<Record<HandoffStep, number>>>('step_attempts').notNull().default({}),
  /** By the database's clock: until then a call of such a step may still take effect at Zendesk. */
  stepUnderWayUntil: time('step_under_way_until'),
  signalledUpTo: integer('signalled_up_to').notNull().default(0),
  openingError: json<{ code: string; message: string }>('opening_error'),
  endReason: text('end_reason').$type<EndReason>(),
  endDetail: text('end_detail'),
  undelivered: json<Undelivered[]>('undelivered').notNull().default([]),
  createdAt: time('created_at').notNull(),
  acceptedAt: time('accepted_at'),
  activeAt: time('active_at'),
  endedAt: time('ended_at'),
});
