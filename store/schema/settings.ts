import { integer, pgTable } from 'drizzle-orm/pg-core';
import type { ConnectionLogEntry } from '../../contract/admin-health';
import { position, text, time } from './columns';

export const adminSessions = pgTable('admin_sessions', {
  idHash: text('id_hash').primaryKey(),
  tokenTag: text('token_tag').notNull(),
  createdAt: time('created_at').notNull(),
  seenAt: time('seen_at').notNull(),
  expiresAt: time('expires_at').notNull(),
});

export const supportTokens = pgTable('support_tokens', {
  copilotId: text('copilot_id').primaryKey(),
  email: text('email').notNull(),
  secret: text('secret').notNull(),
  setAt: time('set_at').notNull(),
});

export const connectionLog = pgTable('connection_log', {
  position: position().primaryKey(),
  copilotId: text('copilot_id').notNull(),
  handoffId: text('handoff_id'),
  kind: text('kind').$type<ConnectionLogEntry['kind']>().notNull(),
  level: text('level').$type<ConnectionLogEntry['level']>().notNull(),
  message: text('message').notNull(),
  count: integer('count').notNull(),
  at: time('at').notNull(),
  lastAt: time('last_at').notNull(),
});
