import type { ZendeskClient } from '../client/types';
import { toZendeskError } from '../errors';

/** What stayed in Zendesk, and why; empty when all is gone. */
export type LeftBehind = { what: 'seat' | 'integration'; why: string }[];

/**
 * Takes our seat away and, where we made it, the integration with its webhook. Safe to repeat. Never rejects: a disconnect
 * must succeed while Zendesk is down or the key is revoked; what stays is told, for the admin to remove.
 */
export async function tearDown(
  client: ZendeskClient,
  ours: { integrationId: string; seatId: string; madeByUs: boolean },
): Promise<{ left: LeftBehind }> {
  const left: LeftBehind = [];
  // First the seat: an integration that still sits on the switchboard cannot be taken away cleanly.
  try {
    for (const { id } of await client.listSwitchboards()) {
      const seats = await client.listSwitchboardIntegrations(id);
      if (seats.some((seat) => seat.id === ours.seatId))
        await client.deleteSwitchboardIntegration(id, ours.seatId);
    }
  } catch (thrown) {
    left.push({ what: 'seat', why: toZendeskError('deleteSwitchboardIntegration', thrown).message });
  }
  if (ours.madeByUs) {
    try {
      await client.deleteIntegration(ours.integrationId);
    } catch (thrown) {
      left.push({ what: 'integration', why: toZendeskError('deleteIntegration', thrown).message });
    }
  }
  return { left };
}
