import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Secret } from './secret';

export const FILE_ID_PATTERN = /^fil_[A-Za-z0-9_-]{22}$/;
const HOUR_MS = 3600 * 1000;
/** For a page that is open: whoever reads the log again gets a fresh one. */
export const SHORT_LINK_MS = HOUR_MS;
/** For what is told once and read later: callbacks, which are repeated for three days, and transcripts. */
export const LONG_LINK_MS = 7 * 24 * HOUR_MS;

/**
 * Links to files of conversations: `{publicUrl}/files/{fileId}/{name}?exp={seconds}&sig={…}`. Who has one may read the file
 * until it expires; the key is derived from the encryption keys, so that every process makes and knows the same. The signature
 * names the copilot whose log the link is read in: an old link of another copilot's file, written into one's own log, opens nothing.
 */
export interface FileLinks {
  sign(file: { id: string; name: string; copilotId: string }, lifeMs: number, now?: Date): string;
  /** The file's name as a URL, without a signature: for what is stored. It opens nothing. */
  nameOf(file: { id: string; name: string }): string;
  /** Whether these parameters open the file now. */
  verify(file: { id: string; copilotId: string }, exp: string, sig: string, now?: Date): boolean;
  /** Which file a URL of ours names, signed or not, expired or not; undefined for every other URL. */
  idIn(url: string): string | undefined;
  /** A link of ours, freshly signed for this copilot's files; every other URL as it is. */
  refresh(url: string, copilotId: string, lifeMs?: number): string;
  /**
   * A link of ours to somebody's picture elsewhere, so that the reader's browser asks nobody but us; it does not expire. What
   * is ours already stays as it is.
   */
  avatar(copilotId: string, url: string): string;
  /** The URL in such a link's last part, if the signature is ours; else undefined. */
  avatarIn(copilotId: string, encoded: string, sig: string): string | undefined;
}

export function createFileLinks(options: {
  publicUrl: string;
  encryptionKeys: readonly Secret[];
}): FileLinks {
  const base = `${options.publicUrl}/files/`;
  const keys = options.encryptionKeys.map((key) => deriveKey(key));
  const [current] = keys;
  if (current === undefined) throw new RangeError('at least one encryption key is required');

  const links: FileLinks = {
    sign({ id, name, copilotId }, lifeMs, now = new Date()) {
      // Rounded up to a tenth of the life: a page that reads the log twice finds the same link, and its cache hits.
      const stepMs = lifeMs / 10;
      const exp = String(Math.ceil((Math.ceil(now.getTime() / stepMs) * stepMs + lifeMs) / 1000));
      return `${links.nameOf({ id, name })}?exp=${exp}&sig=${signature(current, ofFile({ id, copilotId }), exp)}`;
    },
    nameOf: ({ id, name }) => `${base}${id}/${encodeURIComponent(name)}`,
    verify(file, exp, sig, now = new Date()) {
      if (!/^\d{1,12}$/.test(exp) || Number(exp) * 1000 < now.getTime()) return false;
      return keys.some((key) => isEqual(signature(key, ofFile(file), exp), sig));
    },
    idIn(url) {
      if (!url.startsWith(base)) return undefined;
      const id = url.slice(base.length).split('/')[0] ?? '';
      return FILE_ID_PATTERN.test(id) ? id : undefined;
    },
    refresh(url, copilotId, lifeMs = SHORT_LINK_MS) {
      const id = links.idIn(url);
      if (id === undefined) return url;
      const name = /^[^/]*\/([^?#]*)/.exec(url.slice(base.length))?.[1] ?? '';
      return links.sign({ id, name: decoded(name), copilotId }, lifeMs);
    },
    avatar(copilotId, url) {
      if (url.startsWith(base)) return url;
      const sig = signature(current, `avatar\n${copilotId}`, url);
      return `${base}avatar/${copilotId}/${Buffer.from(url).toString('base64url')}?sig=${sig}`;
    },
    avatarIn(copilotId, encoded, sig) {
      const url = Buffer.from(encoded, 'base64url').toString('utf8');
      return keys.some((key) => isEqual(signature(key, `avatar\n${copilotId}`, url), sig)) ? url : undefined;
    },
  };
  return links;
}

const ofFile = ({ id, copilotId }: { id: string; copilotId: string }) => `${id}\n${copilotId}`;

function deriveKey(key: Secret): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key.reveal(), 'base64'), '', 'file links', 32));
}

function signature(key: Buffer, fileId: string, exp: string): string {
  return createHmac('sha256', key).update(`${fileId}\n${exp}`).digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
