import { createHmac, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AdminSession } from '../../contract/admin-session';
import type { StoredAdminSession } from '../../store/types';
import { now, type ApiDeps } from '../deps';

/** `__Host-`: the browser takes it with Secure, Path=/ and without a domain only, so no sibling host can set it (S31). */
const COOKIE = '__Host-handoff_admin';
const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
const ID_PATTERN = /^[A-Za-z0-9_-]{43}$/;

type Deps = Pick<ApiDeps, 'store' | 'config' | 'clock'>;

/** The live session that the cookie names. One opened with another admin token than today's is none. */
export async function sessionOf(deps: Deps, req: Request): Promise<StoredAdminSession | undefined> {
  const id = idOf(req);
  const session = id === undefined ? undefined : await deps.store.adminSessions.touch(id, IDLE_MS);
  return session?.tokenTag === tagOf(deps, session?.idHash) ? session : undefined;
}

/** Always a new one: an id that was there before signing in is never taken over (session fixation). */
export async function openSession(deps: Deps, req: Request, res: Response): Promise<StoredAdminSession> {
  await forget(deps, req);
  const id = randomBytes(32).toString('base64url');
  const { adminSessions } = deps.store;
  const expiresAt = new Date(now(deps).getTime() + ABSOLUTE_MS);
  const session = await adminSessions.create({
    id,
    tokenTag: (idHash) => tagOf(deps, idHash) ?? '',
    expiresAt,
    idleMs: IDLE_MS,
  });
  // Not `maxAge`: the end is the server's to decide, and closing the browser ends it, too.
  res.cookie(COOKIE, id, { httpOnly: true, secure: true, sameSite: 'strict', path: '/' });
  return session;
}

export async function closeSession(deps: Deps, req: Request, res: Response): Promise<void> {
  await forget(deps, req);
  res.clearCookie(COOKIE, { httpOnly: true, secure: true, sameSite: 'strict', path: '/' });
}

export function toSessionView({ createdAt, seenAt, expiresAt }: StoredAdminSession): AdminSession {
  const idleMs = Math.min(seenAt.getTime() + IDLE_MS, expiresAt.getTime());
  return {
    signedInAt: createdAt.toISOString(),
    idleExpiresAt: new Date(idleMs).toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

async function forget({ store }: Deps, req: Request): Promise<void> {
  const id = idOf(req);
  if (id !== undefined) await store.adminSessions.delete(id);
}

function idOf(req: Request): string | undefined {
  const cookies = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const ours = cookies.filter((pair) => pair.startsWith(`${COOKIE}=`));
  const id = ours[0]?.slice(COOKIE.length + 1);
  return ours.length === 1 && id !== undefined && ID_PATTERN.test(id) ? id : undefined;
}

/** Binds a session to the admin token: whoever changes the token ends every session. */
function tagOf({ config }: Deps, idHash: string | undefined): string | undefined {
  if (idHash === undefined) return undefined;
  return createHmac('sha256', config.adminToken.reveal()).update(idHash).digest('hex');
}
