import type { LogItem } from '../../support/world/oracles';

/**
 * Agents that were seen in control are taken to be there still for so long (activities/relay/relay.ts), unless a webhook says
 * otherwise. Zendesk has no "post only while agents hold it", so within this time a message may wake a stray ticket. Two
 * seconds more for the post itself.
 */
const DECLARED_MS = 22_000;

/** Tickets that the default responder made because we posted with nobody in control, though we had the time to know. */
export function strayTickets(zendesk: readonly LogItem[]): LogItem[] {
  return zendesk.filter((item) => isStray(item) && !isWithinDeclared(item, zendesk));
}

/** How many there are that the declared time excuses. */
export function excusedStrays(zendesk: readonly LogItem[]): LogItem[] {
  return zendesk.filter((item) => isStray(item) && isWithinDeclared(item, zendesk));
}

const isStray = (item: LogItem) => item.kind === 'ticket' && item['stray'] === true;

function isWithinDeclared(stray: LogItem, zendesk: readonly LogItem[]): boolean {
  const released = zendesk.findLast(
    ({ kind, action, conversationId, n }) =>
      kind === 'control' &&
      action === 'releaseControl' &&
      conversationId === stray.conversationId &&
      n < stray.n,
  );
  return released !== undefined && Date.parse(stray.at) - Date.parse(released.at) <= DECLARED_MS;
}
