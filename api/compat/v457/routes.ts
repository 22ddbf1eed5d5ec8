import type { Request, RequestHandler, Response } from 'express';
import type { Copilot } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import { readUpload } from '../../files/upload';
import type { Budget } from '../../http/budget';
import { addressOf } from '../../http/rate-limit';
import type { Method } from '../../http/routes';
import { validate } from '../../http/validate';
import { copilotOfBotToken, readJson } from '../shared/door';
import type { CompatRoute } from '../shared/mount';
import { openFor } from './access';
import { sendSchema } from './bodies';
import { checkpoint, resolve, submitCsat, vote } from './closing';
import { contactOf, type Contact } from './contact';
import { uploadOf } from './files';
import { historyOf } from './history';
import { readLog } from '../shared/log';
import { send } from './send';
import { createContact, createSession, listSessions } from './sessions';
import { toSessionDto } from './session-dto';

/** What the widget itself lets through. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** Its default of ten seconds makes agents seem slow. */
const SESSION_POLLING_SECONDS = 3;
const SESSIONS_POLLING_SECONDS = 60;

interface Call {
  copilot: Copilot;
  req: Request;
  res: Response;
}
type ContactCall = Call & { contact: Contact };

/** The calls of widget 4.0.57, under `/widget/v2`. Who asks is known before the first byte of a body is read. */
export function routesOf457(deps: CompatDeps, newSessions: Budget): CompatRoute[] {
  const open = (method: Method, path: string, work: (call: Call) => Promise<unknown>): CompatRoute => ({
    method,
    path: `/widget/v2${path}`,
    handle: answering(async (req, res) =>
      work({ req, res, copilot: await copilotOfBotToken(deps, req, res) }),
    ),
  });
  const own = (method: Method, path: string, work: (call: ContactCall) => Promise<unknown>): CompatRoute =>
    open(method, path, async (call) =>
      work({ ...call, contact: await contactOf(deps, call.req, call.copilot) }),
    );
  /** A call with a JSON body that acts for a contact. */
  const act = (
    path: string,
    work: (deps: CompatDeps, copilot: Copilot, contact: Contact, body: unknown) => Promise<unknown>,
  ): CompatRoute =>
    own('post', path, async ({ copilot, contact, req, res }) =>
      work(deps, copilot, contact, await readJson(req, res)),
    );
  const poll = async ({ copilot, contact, req }: ContactCall) => {
    const { session } = await openFor(deps, copilot, contact, String(req.params['sessionId']));
    const events = await readLog(deps.sessions, session);
    return {
      session: await toSessionDto(deps.sessions, session, events),
      history: historyOf(session, events),
    };
  };

  return [
    open('get', '/config', ({ copilot }) =>
      Promise.resolve({
        org: { id: copilot.id, name: copilot.name },
        sessionPollingIntervalSeconds: SESSION_POLLING_SECONDS,
        sessionsPollingIntervalSeconds: SESSIONS_POLLING_SECONDS,
        modes: [],
      }),
    ),
    open('get', '/prelude', ({ copilot }) =>
      Promise.resolve({
        initialQuestions: [],
        aiEnabled: true,
        officeHours: {},
        officeHoursTimezone: null,
        organizationName: copilot.name,
      }),
    ),
    open('post', '/contact/create-unverified', async ({ copilot, req, res }) => {
      await newSessions.spend(addressOf(req));
      return createContact(deps, copilot, await readJson(req, res));
    }),
    own('post', '/create-session', async ({ copilot, contact, req, res }) => {
      await newSessions.spend(addressOf(req));
      return createSession(deps, copilot, contact, await readJson(req, res));
    }),
    own('get', '/sessions', ({ copilot, contact, req }) => listSessions(deps, copilot, contact, req.query)),
    own('get', '/poll/:sessionId', poll),
    own('get', '/session/history/:sessionId', async (call) => (await poll(call)).history),
    own('post', '/chat/send', async ({ copilot, contact, req, res }) => {
      const body = validate(sendSchema, await readJson(req, res));
      const gone = new AbortController();
      res.once('close', () => gone.abort());
      return send(deps, { copilot, contact, gone: gone.signal }, body);
    }),
    own('post', '/upload', async ({ copilot, contact, req, res }) => {
      const file = await readUpload(req, res, MAX_FILE_BYTES);
      const { name, url } = await uploadOf(deps.sessions, copilot, contact, file);
      return { fileName: name, fileUrl: url };
    }),
    act('/session/resolve', resolve),
    act('/submit-csat', submitCsat),
    act('/chat/vote', vote),
    act('/checkpoint', checkpoint),
  ];
}

function answering(work: (req: Request, res: Response) => Promise<unknown>): RequestHandler {
  return async (req, res) => {
    const body = await work(req, res);
    if (!res.destroyed) res.status(200).json(body);
  };
}
