import { integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import type { CallbackType } from '../../contract/callbacks';
import { json, position, text, time } from './columns';

export const callbacks = pgTable('callbacks', {
  id: text('id').primaryKey(),
  position: position(),
  copilotId: text('copilot_id').notNull(),
  sessionId: text('session_id').notNull(),
  handoffId: text('handoff_id').notNull(),
  type: text('type').$type<CallbackType>().notNull(),
  /** `text`, not `jsonb`: it is signed, so every attempt sends the same bytes. */
  body: text('body').notNull(),
  status: text('status').$type<'pending' | 'delivered' | 'failed'>().notNull(),
  attempts: integer('attempts').notNull().default(0),
  lastError: text('last_error'),
  nextAttemptAt: time('next_attempt_at'),
  blocksUntil: time('blocks_until'),
  createdAt: time('created_at').notNull(),
  deliveredAt: time('delivered_at'),
});

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    copilotId: text('copilot_id').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status').notNull(),
    body: text('body').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.copilotId, table.key] })],
);

export const auditLog = pgTable('audit_log', {
  position: position().primaryKey(),
  at: time('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  copilotId: text('copilot_id'),
  detail: json<Record<string, string>>('detail').notNull(),
});
