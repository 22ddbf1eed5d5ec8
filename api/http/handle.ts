import type { Request, RequestHandler, Response } from 'express';
import { DEFAULT_LIMITS, type ApiDeps } from '../deps';
import type { Copilot } from '../../store/types';
import type { OriginCheck } from '../hosted/deps';
import type { OpenedSession, SessionService } from '../hosted/service';
import { bearerToken, copilotOf, isAdmin, unauthorized } from './auth';
import { parseJson, readBytes, requireJson } from './body';
import { idempotent } from './idempotency';
import type { Answer, Doc, Operation } from './operation';
import { HttpError, notFound } from './errors';
import { createFailureLimit, type FailureLimit } from './rate-limit';
import type { Route } from './routes';

interface Identity {
  copilot?: Copilot;
  opened?: OpenedSession;
}

const BODY_LIMIT_BYTES = 256 * 1024;

/** Turns an operation into what Express calls: who is it, read, check, act, answer. Identity comes before the first body byte. */
export function createHandler(
  deps: ApiDeps,
  { sessions, origins }: { sessions: SessionService; origins: OriginCheck },
): (route: Route) => RequestHandler {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const keyFailures = createFailureLimit(limits.failedKeysPerMinute);
  const adminFailures = createFailureLimit(limits.failedAdminPerMinute);

  async function fail(limit: FailureLimit, req: Request, res: Response): Promise<never> {
    await limit.count(req, res);
    throw unauthorized();
  }

  async function identify(operation: Operation, req: Request, res: Response): Promise<Identity> {
    if (operation.auth === 'admin') {
      // The token may be one that a person chose: when the tries are used up, even the right one has to wait.
      await adminFailures.check(req);
      return isAdmin(req, deps.config.adminToken) ? {} : fail(adminFailures, req, res);
    }
    if (operation.auth === 'session') {
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
    // An API key cannot be guessed: only what fails is slowed, so that a stranger behind the same address locks nobody out.
    const isVisitor = operation.auth === 'visitor';
    const copilot = isVisitor
      ? await sessions.copilotByPublicToken(bearerToken(req) ?? '')
      : await copilotOf(req, deps.store);
    if (copilot === undefined) return fail(keyFailures, req, res);
    res.locals['copilotId'] = copilot.id;
    if (isVisitor) origins.allow(req, res, copilot);
    return { copilot };
  }

  return ({ path, operation }) =>
    async (req, res) => {
      res.locals['route'] = path;
      const identity = await identify(operation, req, res);
      const { copilot } = identity;
      const body = await readBody(operation.doc, req, res);
      const act = async (): Promise<Answer | undefined> =>
        operation.answer(
          { req, res, param: (name) => paramOf(req, name) },
          { query: req.query, body, ...identity },
        );
      const answer =
        copilot !== undefined &&
        operation.auth === 'copilot' &&
        operation.doc.file !== true &&
        req.method === 'POST'
          ? await idempotent(
              deps.store.idempotency,
              {
                key: req.get('Idempotency-Key'),
                copilotId: copilot.id,
                method: req.method,
                path: req.path,
                body,
              },
              act,
            )
          : await act();
      if (answer !== undefined) send(res, answer);
    };
}

async function readBody(doc: Doc, req: Request, res: Response): Promise<unknown> {
  if (doc.body === undefined) return undefined;
  const contentType = req.headers['content-type'];
  if (contentType !== undefined || doc.bodyOptional !== true) requireJson(contentType);
  const bytes = await readBytes(req, res, BODY_LIMIT_BYTES);
  if (bytes.length === 0 && doc.bodyOptional === true) return {};
  return parseJson(bytes);
}

function send(res: Response, answer: Answer): void {
  res.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) res.end();
  else res.set('Cache-Control', 'no-store').json(answer.body);
}

function paramOf(req: Request, name: string): string {
  const value = req.params[name];
  if (typeof value !== 'string') throw new Error(`the route has no parameter ${name}`);
  return value;
}
