import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Secret } from '../../config/secret';
import type { Copilot, Store } from '../../store/types';
import { HttpError } from './errors';

// A key is 128 random bits and a prefix; more than this is no key of ours and not worth a hash.
const MAX_TOKEN_LENGTH = 512;

/** The token of `Authorization: Bearer <token>`, if that is what was sent. */
export function bearerToken(req: Request): string | undefined {
  const match = /^Bearer +([\x21-\x7e]+) *$/i.exec(req.headers.authorization ?? '');
  const token = match?.[1];
  return token !== undefined && token.length <= MAX_TOKEN_LENGTH ? token : undefined;
}

/** Whose API key was sent. No key, a wrong one, a deleted one, one of a deleted copilot: undefined, all the same. */
export async function copilotOf(req: Request, store: Store): Promise<Copilot | undefined> {
  const token = bearerToken(req);
  return token === undefined ? undefined : store.copilots.byApiKey(token);
}

/** Compares hashes, so that neither content nor length of the token shows in the time taken (S2). */
export function isAdmin(req: Request, adminToken: Secret): boolean {
  const token = bearerToken(req);
  return token !== undefined && isSameSecret(token, adminToken);
}

export function isSameSecret(given: string, secret: Secret): boolean {
  return timingSafeEqual(digest(given), digest(secret.reveal()));
}

export function unauthorized(): HttpError {
  return new HttpError('unauthorized', 'The credentials are missing or wrong.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
