import type { UserMessageInput } from '../../contract/handoff';
import { sha256 } from '../crypto';

/**
 * Tells a repeat of a message from another message under its id. Canonical: the order of keys and the difference between
 * an absent, an empty and a null value do not count; the order of attachments does.
 */
export function bodyHash({ text, attachments, postback }: UserMessageInput): string {
  const files = (attachments ?? []).map(({ url, name, mediaType }) => [url, name, mediaType]);
  return sha256(JSON.stringify([text ?? '', files, postback ?? null]));
}
