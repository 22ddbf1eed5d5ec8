import { randomBytes } from 'node:crypto';

const process5 = randomBytes(5).toString('hex');
let counter = randomBytes(3).readUIntBE(0, 3);
let lastSecond = 0;

/**
 * A 24-hex id as Zendesk's: seconds, five random bytes of this process, a counter. Ids of one process sort in the order
 * they were made, which a reader that sorts by (`received`, id) relies on.
 */
export function newId(nowMs: number = Date.now()): string {
  lastSecond = Math.max(lastSecond, Math.floor(nowMs / 1000));
  counter = (counter + 1) % 0x1000000;
  return lastSecond.toString(16).padStart(8, '0') + process5 + counter.toString(16).padStart(6, '0');
}

/** A secret as Zendesk prints it: 43 URL-safe characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** True for the shape of every id this API hands out; cursors must have it too. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}
