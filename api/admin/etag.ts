import { createHash } from 'node:crypto';

/** Names one state of what is read and written as a whole. */
export function etagOf(value: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(value)).digest('base64url');
  return `"${hash.slice(0, 27)}"`;
}

/** Whether `If-Match` allows to replace what has this tag. Without one, everything may be. */
export function isMatched(ifMatch: string | undefined, tag: string): boolean {
  if (ifMatch === undefined) return true;
  // A proxy that compresses marks tags as weak on their way out, and they come back so.
  const tags = ifMatch.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
