/** The channel on which every commit that added events to a session is notified. */
export const SESSION_CHANNEL = 'zendesk_handoff_session';

/** What is worth something only now, and kept nowhere: typing, read. */
export const EPHEMERAL_CHANNEL = 'zendesk_handoff_now';

/** What is notified: which session it is. Well below the 8,000 bytes that NOTIFY carries. */
export function sessionPayload(copilotId: string, sessionId: string): string {
  return `${copilotId}/${sessionId}`;
}
