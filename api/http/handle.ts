import type { Request, RequestHandler, Response } from 'express';
import type { ApiDeps } from '../deps';
import type { OriginCheck } from '../hosted/deps';
import type { SessionService } from '../hosted/service';
import { parseJson, readBytes, requireJson } from './body';
import { idempotent } from './idempotency';
import { createIdentify } from './identify';
import type { Answer, Doc } from './operation';
import type { Route } from './routes';

const BODY_LIMIT_BYTES = 256 * 1024;

/** Turns an operation into what Express calls: who is it, read, check, act, answer. Identity comes before the first body byte. */
export function createHandler(
  deps: ApiDeps,
  hosted: { sessions: SessionService; origins: OriginCheck },
): (route: Route) => RequestHandler {
  const identify = createIdentify(deps, hosted);

  return ({ path, operation }) =>
    async (req, res) => {
      res.locals['route'] = path;
      const identity = await identify(operation.auth, req, res);
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
