/** "Connect with Zendesk" (design §7), and the client that it needs. */
export { createZendeskClient, zendeskBaseUrl } from './client';
export { externalIdFor } from './metadata/external-id';
export { tearDown } from './setup/tear-down';
export { verifyAndSetUp } from './setup/verify';
export type { ZendeskClient } from './client';
export type * from './setup/types';
