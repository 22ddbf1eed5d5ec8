import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Secret } from '../config/secret';
import { StoreError } from './errors';

const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a ciphertext belongs to. It opens nowhere else. */
export interface SecretPlace {
  copilotId: string;
  field: 'zendesk_secret' | 'webhook_secret' | 'callback_secret' | 'support_token' | 'identity_secret';
}

/** Encrypts the secrets at rest: AES-256-GCM, `v1:<keyId>:<iv>:<ciphertext and tag>` in base64url. */
export interface Keyring {
  encrypt(place: SecretPlace, secret: Secret): string;
  /** Throws StoreError `unreadable_secret`: never anything but the value that was put in. */
  decrypt(place: SecretPlace, envelope: string): Secret;
  /** Whether the envelope holds this secret; false for one that cannot be read. */
  holds(place: SecretPlace, envelope: string, secret: Secret): boolean;
  /** Whether one of the keys opens it. */
  reads(place: SecretPlace, envelope: string): boolean;
  /** Whether the newest key made it. */
  isCurrent(envelope: string): boolean;
}

/**
 * @param keys newest first, each the base64 of 32 bytes: the first encrypts, all decrypt.
 * @throws StoreError `invalid` when there is none, or one is not 32 bytes.
 */
export function createKeyring(keys: readonly Secret[]): Keyring {
  const byId = new Map(keys.map((key) => parseKey(key)));
  const current = [...byId][0];
  if (current === undefined) throw new StoreError('invalid', 'at least one encryption key is required');
  const [currentId, currentKey] = current;

  const keyring: Keyring = {
    encrypt(place, secret) {
      if (secret.reveal() === '') throw new StoreError('invalid', `an empty ${place.field} is refused`);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv).setAAD(boundTo(place));
      const sealed = Buffer.concat([
        cipher.update(secret.reveal(), 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return [VERSION, currentId, iv.toString('base64url'), sealed.toString('base64url')].join(':');
    },
    decrypt(place, envelope) {
      const [version, keyId = '', ivText = '', sealedText = '', ...rest] = envelope.split(':');
      const unreadable = (why: string) =>
        new StoreError('unreadable_secret', `${place.field} of ${place.copilotId} cannot be read: ${why}`);
      if (version !== VERSION || rest.length > 0) throw unreadable('not an envelope of a known version');
      const key = byId.get(keyId);
      if (key === undefined)
        throw unreadable(`encrypted with key ${keyId}, which is not among the encryption keys`);
      const iv = Buffer.from(ivText, 'base64url');
      const sealed = Buffer.from(sealedText, 'base64url');
      if (iv.length !== IV_BYTES || sealed.length <= TAG_BYTES) throw unreadable('cut short');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
          .setAAD(boundTo(place))
          .setAuthTag(sealed.subarray(-TAG_BYTES));
        const opened = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
        return new Secret(opened.toString('utf8'));
      } catch {
        // Node says only "unable to authenticate data", whichever of key, place and ciphertext is wrong.
        throw unreadable('altered, or moved from another copilot or field');
      }
    },
    holds: (place, envelope, secret) => readable(place, envelope)?.reveal() === secret.reveal(),
    reads: (place, envelope) => readable(place, envelope) !== undefined,
    isCurrent: (envelope) => envelope.startsWith(`${VERSION}:${currentId}:`),
  };
  const readable = (place: SecretPlace, envelope: string): Secret | undefined => {
    try {
      return keyring.decrypt(place, envelope);
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'unreadable_secret') return undefined;
      throw error;
    }
  };
  return keyring;
}

function parseKey(secret: Secret): [id: string, key: Buffer] {
  const text = secret.reveal().trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES || !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) {
    throw new StoreError('invalid', 'every encryption key must be the base64 of 32 bytes');
  }
  return [sha256(key).slice(0, 8), key];
}

function boundTo({ copilotId, field }: SecretPlace): Buffer {
  return Buffer.from(`${copilotId}\n${field}\n${VERSION}`);
}

/** SHA-256 in hex. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
