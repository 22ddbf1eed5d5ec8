import type { HANDOFF_POSTBACK as Payload } from '../../../contract/widget';

/** Payload of a choice that asks for a human. Said again here: a value of contract/ would bring its schemas into the page. */
export const HANDOFF_POSTBACK: typeof Payload = 'handoff.request';
