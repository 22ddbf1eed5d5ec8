import type { ZendeskClient, ZendeskClientSettings } from './client/types';

/**
 * A client of one connection: `createZendeskClient`. The vendor's package has two hundred files, a sixth of what a process
 * reads at its start: read at the first need instead.
 */
export async function connectZendesk(settings: ZendeskClientSettings): Promise<ZendeskClient> {
  const { createZendeskClient } = await import('./client.ts');
  return createZendeskClient(settings);
}
