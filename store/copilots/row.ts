import type { copilots } from '../schema/copilots';
import type { Copilot } from '../types/copilots';

/** Columns are named one by one: preferences and the like have their own ways out. */
export function toCopilot(row: typeof copilots.$inferSelect): Copilot {
  return {
    id: row.id,
    name: row.name,
    publicToken: row.publicToken,
    webhookKey: row.webhookKey,
    callbackUrl: row.callbackUrl,
    allowedOrigins: row.allowedOrigins,
    avatarUrl: row.avatarUrl,
    botUrl: row.botUrl,
    botSpeaksFirst: row.botSpeaksFirst,
    enforceIdentity: row.enforceIdentity,
    createdAt: row.createdAt,
  };
}
