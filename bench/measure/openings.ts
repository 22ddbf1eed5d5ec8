import type { OpenSessions } from '../paths/product';
import { closedLoop } from './loops';
import type { Sample } from './stats';

/** From `POST /handoffs` until the ticket is there, so many at once. */
export function openings(product: OpenSessions, atOnce: number, forMs: number): Promise<Sample> {
  return closedLoop(() => product.openToTicket(), atOnce, forMs);
}
