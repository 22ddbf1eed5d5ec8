import type { Logger } from '../../config/logger';
import type { CallbackStore } from '../../store/types';
import { CLAIM_MS, whileRenewing } from '../renewing';

/** Runs an attempt, and keeps its claim while it takes. One that cannot be kept is no failure: at worst it is sent twice. */
export function claimed<T>(
  callbacks: Pick<CallbackStore, 'keepClaim'>,
  id: string,
  logger: Logger,
  attempt: () => Promise<T>,
): Promise<T> {
  const renew = async () => {
    try {
      await callbacks.keepClaim(id, CLAIM_MS);
    } catch (error) {
      logger.info({ callbackId: id, err: error }, 'the claim of a callback was not kept');
    }
  };
  return whileRenewing(renew, attempt);
}
