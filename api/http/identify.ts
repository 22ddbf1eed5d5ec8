import type { Request, Response } from 'express';
import { DEFAULT_LIMITS, type ApiDeps } from '../deps';
import type { Copilot } from '../../store/types';
import type { OriginCheck } from '../hosted/deps';
import type { OpenedSession, SessionService } from '../hosted/service';
import { sessionOf } from './admin-session';
import { bearerToken, copilotOf, isAdmin, unauthorized } from './auth';
import { checkFetchSite, checkSameOrigin } from './csrf';
import { HttpError, notFound } from './errors';
import type { Auth } from './operation';
import { createFailureLimit } from './rate-limit';

interface Identity {
  copilot?: Copilot;
  actor?: string;
  opened?: OpenedSession;
}

const SAFE = /^(GET|HEAD|OPTIONS)$/;

/** Who calls, before the first byte of a body is read. */
export function createIdentify(
  deps: ApiDeps,
  { sessions, origins }: { sessions: SessionService; origins: OriginCheck },
): (auth: Auth, req: Request, res: Response) => Promise<Identity> {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const keyFailures = createFailureLimit(limits.failedKeysPerMinute);
  const adminFailures = createFailureLimit(limits.failedAdminPerMinute);

  async function admin(req: Request, res: Response): Promise<Identity> {
    const session = req.headers.authorization === undefined ? await sessionOf(deps, req) : undefined;
    if (session !== undefined) {
      // Only a cookie is sent by a browser of its own accord, so only here another site could be behind it (S32).
      if (SAFE.test(req.method)) checkFetchSite(req);
      else checkSameOrigin(req, deps.config.publicUrl);
      return { actor: `session:${session.idHash.slice(0, 8)}` };
    }
    // The token may be one that a person chose: when the tries are used up, even the right one has to wait.
    await adminFailures.check(req);
    if (isAdmin(req, deps.config.adminToken)) return { actor: 'bearer' };
    // Without a token it is no try: a page whose session has ended must not lock its admin out.
    if (req.headers.authorization !== undefined) await adminFailures.count(req, res);
    throw unauthorized();
  }

  async function copilot(req: Request, res: Response): Promise<Identity> {
    // An API key cannot be guessed: only what fails is slowed, so that a stranger behind the same address locks nobody out.
    const found = await copilotOf(req, deps.store);
    if (found === undefined) {
      await keyFailures.count(req, res);
      throw unauthorized();
    }
    res.locals['copilotId'] = found.id;
    return { copilot: found };
  }

  /** Somebody who has the copilot's public token, which stands in every page with the widget. */
  async function visitor(req: Request, res: Response): Promise<Identity> {
    const found = await sessions.copilotByPublicToken(bearerToken(req) ?? '');
    if (found === undefined) {
      await keyFailures.count(req, res);
      throw unauthorized();
    }
    res.locals['copilotId'] = found.id;
    origins.allow(req, res, found);
    return { copilot: found };
  }

  async function session(req: Request, res: Response): Promise<Identity> {
    const opened = await sessions.open(bearerToken(req)).catch(async (error: unknown) => {
      if (error instanceof HttpError && error.code === 'unauthorized') await keyFailures.count(req, res);
      throw error;
    });
    res.locals['copilotId'] = opened.copilot.id;
    origins.allow(req, res, opened.copilot);
    // The right token at another session's address: as if there were none (S11).
    if (req.params['sessionId'] !== opened.session.id) throw notFound();
    return { opened };
  }

  return async (auth, req, res) => {
    if (auth === 'copilot') return copilot(req, res);
    if (auth === 'visitor') return visitor(req, res);
    if (auth === 'session') return session(req, res);
    if (auth === 'admin') return admin(req, res);
    checkSameOrigin(req, deps.config.publicUrl);
    return {};
  };
}
