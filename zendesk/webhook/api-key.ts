import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../config/secret';

/**
 * Whether the `X-API-Key` of a webhook call is one of the live secrets. It is a shared secret, not a signature: Zendesk signs
 * nothing and sends no timestamp, so repeats are told apart by event id.
 * Digests are compared because they have one length; every secret is compared, so that time tells nothing (S2).
 */
export function isFromZendesk(apiKey: string | string[] | undefined, secrets: readonly Secret[]): boolean {
  // An empty key is refused here, so an empty secret opens nothing (S4).
  if (typeof apiKey !== 'string' || apiKey === '') return false;
  const given = digest(apiKey);
  let isKnown = false;
  for (const secret of secrets) {
    isKnown = timingSafeEqual(given, digest(secret.reveal())) || isKnown;
  }
  return isKnown;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
