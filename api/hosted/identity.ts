import { z } from 'zod';
import type { CopilotStore, VerifiedIdentity } from '../../store/types';
import { HttpError } from '../http/errors';

const MAX_LIFE_S = 24 * 3600;
const LEEWAY_S = 60;
const MAX_LENGTH = 8_192;
const KEY_ID = /^idk_[A-Za-z0-9_-]{22}$/;

const claimsSchema = z.object({
  sub: z.string().min(1).max(256),
  aud: z.string(),
  exp: z.number(),
  name: z.string().max(255).optional(),
  email: z.string().max(320).optional(),
  picture: z.string().max(2048).optional(),
  avatar: z.string().max(2048).optional(),
  phone: z.string().max(64).optional(),
  phone_number: z.string().max(64).optional(),
  customData: z.record(z.string().max(256), z.unknown()).optional(),
});

/**
 * Who a page's own server says the visitor is: a JWT by HS256, signed with the copilot's identity secret that `kid` names, for
 * this copilot (`aud`), for a day at the most (S13).
 * @throws HttpError `unauthorized`, naming what is wrong with it and nothing of what it says.
 */
export async function readIdentity(
  copilots: Pick<CopilotStore, 'identitySecrets'>,
  copilotId: string,
  token: string,
  now: Date,
): Promise<VerifiedIdentity> {
  if (token.length > MAX_LENGTH) throw refused('it is too long');
  const { decodeProtectedHeader, jwtVerify, errors } = await import('jose');
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    if (alg !== 'HS256') throw refused('alg must be HS256');
    const key =
      kid !== undefined && KEY_ID.test(kid)
        ? (await copilots.identitySecrets(copilotId)).find(({ keyId }) => keyId === kid)
        : undefined;
    if (key === undefined) throw refused('kid is not the id of a live identity secret');
    const { payload } = await jwtVerify(token, new TextEncoder().encode(key.secret.reveal()), {
      algorithms: ['HS256'],
      audience: copilotId,
      requiredClaims: ['exp', 'sub', 'aud'],
      clockTolerance: LEEWAY_S,
      currentDate: now,
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success)
      throw refused(`claim ${String(claims.error.issues[0]?.path[0] ?? '')} has another shape`);
    const { sub, aud, exp, name, email, customData } = claims.data;
    if (aud !== copilotId) throw refused('aud must be the id of the copilot');
    if (exp - now.getTime() / 1000 > MAX_LIFE_S + LEEWAY_S)
      throw refused('exp must be at most 24 hours ahead');
    return {
      id: sub,
      name,
      email,
      avatar: claims.data.avatar ?? claims.data.picture,
      phone: claims.data.phone ?? claims.data.phone_number,
      customData,
    };
  } catch (thrown) {
    if (thrown instanceof HttpError) throw thrown;
    // jose's codes say what is wrong, its messages may quote.
    if (thrown instanceof errors.JOSEError) throw refused(thrown.code);
    if (thrown instanceof TypeError) throw refused('it is no JWT');
    throw thrown;
  }
}

function refused(why: string): HttpError {
  return new HttpError('unauthorized', `The userToken is not valid: ${why}.`);
}
