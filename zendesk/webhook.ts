/** What comes in from Zendesk, checked and in our words. */
export { isFromZendesk } from './webhook/api-key';
export { readEnvelope } from './webhook/envelope';
export { readMessage } from './message/read-message';
export type * from './message/types';
export type * from './webhook/types';
