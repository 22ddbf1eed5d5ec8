/** "Connect with Zendesk" (design §7), and the client that it needs. */
export { zendeskBaseUrl } from './base-url';
export { connectZendesk } from './connect';
export { createKeptClients } from './kept-clients';
export { previewTicket } from './setup/preview';
export { rotateWebhook } from './setup/rotate';
export { createSupportClient } from './support/client';
export { SupportRefused } from './support/refused';
export { externalIdFor } from './metadata/external-id';
export { tearDown } from './setup/tear-down';
export { verifyAndSetUp } from './setup/verify';
export type { SupportClient } from './support/client';
export type { ZendeskClient } from './client/types';
export type * from './setup/types';
