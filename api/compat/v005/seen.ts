import { z } from 'zod';
import type { HostedSession } from '../../../store/types';
import type { OpenedSession, SessionService } from '../../hosted/service';

const KEY = 'seen005';
const seqSchema = z.number().int().min(0);

/**
 * Up to where this session's page has been told everything. The protocol has no acknowledgement and no way to ask for what was
 * missed, so the server remembers: a socket that comes back is sent what came meanwhile.
 */
export function seenBy({ extra }: HostedSession): number {
  return seqSchema.catch(0).parse(extra[KEY]);
}

export async function keepSeen(sessions: SessionService, opened: OpenedSession, seq: number): Promise<void> {
  await sessions.keep(opened, { [KEY]: seq });
}
