/** Ticket data and names of users, as we write them into Zendesk (wire.md "What we write into Zendesk"). Pure. */
export { buildTicketMetadata } from './metadata/build';
export { introFor } from './metadata/intro';
export { externalIdFor } from './metadata/external-id';
export { renderTemplate } from './metadata/template';
export type * from './metadata/types';
