import type { SessionLog } from './log';

/** How many messages of others came after the one that the user saw last. By `seq`: a late one is unread as well. */
export function unreadOf(log: SessionLog, readSeq: number): number {
  return log.messages.filter(
    ({ seq, message }) => seq > readSeq && (message.origin === 'agent' || message.origin === 'copilot'),
  ).length;
}
