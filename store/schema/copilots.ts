import { boolean, integer, pgTable } from 'drizzle-orm/pg-core';
import type { Check, ConnectionStatus, WebhookMode } from '../../contract/admin';
import { json, position, text, time } from './columns';

export const copilots = pgTable('copilots', {
  id: text('id').primaryKey(),
  position: position(),
  name: text('name').notNull(),
  publicToken: text('public_token').notNull(),
  webhookKey: text('webhook_key').notNull(),
  callbackUrl: text('callback_url'),
  avatarUrl: text('avatar_url'),
  botUrl: text('bot_url'),
  botSpeaksFirst: boolean('bot_speaks_first').notNull().default(false),
  enforceIdentity: boolean('enforce_identity').notNull().default(false),
  allowedOrigins: json<string[]>('allowed_origins').notNull(),
  preferences: json<unknown>('preferences'),
  /** Lives here and not with the connection, so that it goes on counting when one is deleted and made anew. */
  connectionGeneration: integer('connection_generation').notNull().default(0),
  createdAt: time('created_at').notNull(),
  deletedAt: time('deleted_at'),
});

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  copilotId: text('copilot_id').notNull(),
  keyHash: text('key_hash').notNull(),
  last4: text('last4').notNull(),
  createdAt: time('created_at').notNull(),
});

export const callbackSecrets = pgTable('callback_secrets', {
  position: position().primaryKey(),
  copilotId: text('copilot_id').notNull(),
  secret: text('secret').notNull(),
  setAt: time('set_at').notNull(),
  validUntil: time('valid_until'),
});

export const connections = pgTable('zendesk_connections', {
  copilotId: text('copilot_id').primaryKey(),
  status: text('status').$type<ConnectionStatus>().notNull(),
  subdomain: text('subdomain').notNull(),
  appId: text('app_id').notNull(),
  keyId: text('key_id').notNull(),
  secret: text('secret').notNull(),
  secretSetAt: time('secret_set_at').notNull(),
  integrationId: text('integration_id').notNull(),
  webhookId: text('webhook_id'),
  agentWorkspaceId: text('agent_workspace_id').notNull(),
  seatId: text('seat_id').notNull(),
  multiConversations: boolean('multi_conversations').notNull(),
  webhookMode: text('webhook_mode').$type<WebhookMode>().notNull().default('automatic'),
  problem: json<{ message: string; since: string }>('problem'),
  checkedAt: time('checked_at'),
  checks: json<Check[]>('checks').notNull(),
  generation: integer('generation').notNull(),
  lastEventAt: time('last_event_at'),
  connectedAt: time('connected_at').notNull(),
});

export const webhookSecrets = pgTable('webhook_secrets', {
  position: position().primaryKey(),
  copilotId: text('copilot_id').notNull(),
  secret: text('secret').notNull(),
  setAt: time('set_at').notNull(),
  validUntil: time('valid_until'),
});

export const identitySecrets = pgTable('identity_secrets', {
  /** The `kid` of the tokens that it signs. */
  id: text('id').primaryKey(),
  position: position(),
  copilotId: text('copilot_id').notNull(),
  secret: text('secret').notNull(),
  setAt: time('set_at').notNull(),
  validUntil: time('valid_until'),
});
