/** "Connect with Zendesk" (design §7), and the client that it needs. */
export { createZendeskClient, DEFAULT_ZENDESK_API_URL, zendeskBaseUrl } from './client';
export { ZendeskError } from './errors';
export { tearDown } from './setup/tear-down';
export { verifyAndSetUp } from './setup/verify';
export type { ZendeskClient, ZendeskClientSettings } from './client';
export type * from './setup/types';
