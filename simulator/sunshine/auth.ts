import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ApiError, forbidden, notFound } from '../domain/api-error';
import type { AppRecord, KeyRecord } from '../state/records';
import type { World } from '../state/world';

export interface Identity {
  app: AppRecord;
  key: KeyRecord;
}

/**
 * Who calls, by `Basic keyId:secret` or a JWT (HS256, `kid` = key id, claim `scope` = the key's own).
 * @throws ApiError 401 for anything that is not a live key; 403 for a key of another app; 404 for an unknown app.
 */
export function authenticate(world: World, header: string | undefined, appId: string): Identity {
  const key = header === undefined ? undefined : (basicKey(world, header) ?? jwtKey(world, header));
  if (key === undefined || key.revoked) throw unauthorized(header === undefined);
  const app = world.apps.get(appId);
  if (app === undefined) throw notFound('app_not_found');
  if (key.appId !== appId) throw forbidden();
  return { app, key };
}

function unauthorized(missing: boolean): ApiError {
  const title = missing ? 'Authorization is required' : 'Invalid credentials';
  return new ApiError(401, [{ code: 'unauthorized', title }]);
}

function basicKey(world: World, header: string): KeyRecord | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const key = world.keys.get(id ?? '');
  return key !== undefined && same(key.secret, secret.join(':')) ? key : undefined;
}

const jwtHeader = z.object({ alg: z.literal('HS256'), kid: z.string() });
const jwtClaims = z.object({ scope: z.string(), exp: z.number().optional() });

function jwtKey(world: World, header: string): KeyRecord | undefined {
  const token = /^bearer\s+(\S+)$/i.exec(header)?.[1];
  const [head, claims, signature] = token?.split('.') ?? [];
  if (head === undefined || claims === undefined || signature === undefined) return undefined;
  const parsedHead = jwtHeader.safeParse(decode(head));
  const parsedClaims = jwtClaims.safeParse(decode(claims));
  if (!parsedHead.success || !parsedClaims.success) return undefined;
  const key = world.keys.get(parsedHead.data.kid);
  if (key === undefined) return undefined;
  const expected = createHmac('sha256', key.secret).update(`${head}.${claims}`).digest('base64url');
  if (!same(expected, signature)) return undefined;
  const { scope, exp } = parsedClaims.data;
  if (exp !== undefined && exp * 1000 < Date.now()) return undefined;
  // The scope `user` belongs to the SDKs and cannot call this API; a key cannot claim more than its own.
  if (scope !== key.scope) throw forbidden();
  return key;
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function same(a: string, b: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
