import { z } from 'zod';
import type { HostedSession } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';

const KEY = 'seen005';
const seqSchema = z.number().int().min(0);

/**
 * Up to where all is known to have arrived at this session's page. The protocol has no acknowledgement and no way to ask for
 * what was missed, so the server remembers: a socket that joins is sent what lies behind it.
 */
export function seenBy({ extra }: HostedSession): number {
  return seqSchema.catch(0).parse(extra[KEY]);
}

/**
 * It only rises: what has arrived stays so, and a socket of before, whose proof comes late, knows less than the one that took
 * its place.
 */
export async function keepSeen(
  { sessions, store }: Pick<CompatDeps, 'sessions' | 'store'>,
  opened: OpenedSession,
  seq: number,
): Promise<void> {
  const { copilotId, id } = opened.session;
  const now = await store.hosted.get(copilotId, id);
  if (now === undefined || seenBy(now) >= seq) return;
  await sessions.keep(opened, { [KEY]: seq });
}
