import { integer, pgTable } from 'drizzle-orm/pg-core';
import { text, time } from './columns';

export const files = pgTable('files', {
  id: text('id').primaryKey(),
  copilotId: text('copilot_id').notNull(),
  /** null: uploaded by the backend, for whichever session. */
  sessionId: text('session_id'),
  name: text('name').notNull(),
  mediaType: text('media_type').notNull(),
  size: integer('size'),
  /** Where the bytes are in our storage; null: not fetched yet. */
  storedAs: text('stored_as'),
  /** Where they come from, for what Zendesk holds. */
  sourceUrl: text('source_url'),
  createdAt: time('created_at').notNull(),
});
