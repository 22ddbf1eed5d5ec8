import type { CreateSession, EventPage, WidgetMessage, WidgetSession } from '../../../contract/widget';
import type { SendOutcome } from '../core/outbox';
import {
  AnotherUser,
  Refused,
  SessionGone,
  type Introduced,
  type Server,
  type SessionKey,
} from '../core/ports';
import { openLine } from './line';
import { errorOf, request, upload, type HttpAnswer, type HttpRequest } from './request';

export interface ServerOptions {
  serverUrl: string;
  liveUrl: string;
  /** Opens nothing but a new session. */
  publicToken: string;
  /** As the page says it now. */
  visitor: () => CreateSession;
}

const PAGE = 200;

/** The widget's wire (contract/widget.ts). */
export function browserServer({ serverUrl, liveUrl, publicToken, visitor }: ServerOptions): Server {
  const base = `${serverUrl}/api/v1/widget/sessions`;
  const ask = (key: SessionKey, method: HttpRequest['method'], path: string, body?: unknown) => {
    const url = `${base}/${encodeURIComponent(key.id)}${path}`;
    return request({ method, url, token: key.token, ...(body === undefined ? {} : { body }) });
  };
  const call = async (...asked: Parameters<typeof ask>) => checked(await ask(...asked));

  return {
    async createSession() {
      const answer = await request({ method: 'POST', url: base, token: publicToken, body: visitor() });
      const { session, token } = ok(answer) as { session: WidgetSession; token: string };
      return { key: { id: session.id, token }, introduced: introducedOf(session) };
    },
    async introduce(key) {
      const said = visitor();
      const answer = await ask(key, 'PUT', '/user', said);
      if (answer.status === 401 && errorOf(answer.body).code === 'another_user') throw new AnotherUser();
      if (answer.status === 401 && said.userToken !== undefined) {
        // Of the two tokens one is not accepted. Is it the session's, this throws that it is gone; else it is the page's.
        ok(await call(key, 'GET', ''));
        throw new Refused(errorOf(answer.body));
      }
      const { session } = ok(checked(answer)) as { session: WidgetSession };
      return introducedOf(session);
    },
    async events(key, after) {
      return ok(await call(key, 'GET', `/events?after=${after}&limit=${PAGE}`)) as EventPage;
    },
    async send(key, { id, text, postback, attachments }) {
      const body: WidgetMessage = {
        id,
        ...(text === null ? {} : { text }),
        ...(postback === null ? {} : { postback }),
        ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
      };
      const outcome = outcomeOf(await call(key, 'POST', '/messages', body));
      // A closed session takes nothing more: the message begins another one.
      if (outcome.kind === 'refused' && outcome.code === 'session_closed') throw new SessionGone();
      return outcome;
    },
    async upload(key, file, watch) {
      const url = `${base}/${encodeURIComponent(key.id)}/attachments`;
      const answer = checked(await upload({ url, token: key.token }, file, watch));
      const outcome = outcomeOf(answer);
      if (outcome.kind !== 'accepted') return outcome;
      const { url: at, name, mediaType } = (answer.body as { attachment: Uploaded }).attachment;
      return { kind: 'uploaded', file: { url: at, name, mediaType } };
    },
    async end(key) {
      return outcomeOf(await call(key, 'POST', '/handoff/end', {}));
    },
    live: (key, after, handlers) => openLine(liveUrl, key, after, handlers),
  };
}

interface Uploaded {
  url: string;
  name: string;
  mediaType: string;
}

/** @throws SessionGone for the two answers that say so */
function checked(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 401 || answer.status === 404) throw new SessionGone();
  return answer;
}

/** @throws Refused when asking again is of no use, Error when it may be */
function ok(answer: HttpAnswer): unknown {
  const outcome = outcomeOf(answer);
  if (outcome.kind === 'refused') throw new Refused(outcome);
  if (outcome.kind === 'later') throw new Error(`the server answers ${answer.status}`);
  return answer.body;
}

function outcomeOf({ status, body, retryAfterMs }: HttpAnswer): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status >= 500 || status === 429 || status === 408) return { kind: 'later', afterMs: retryAfterMs };
  return { kind: 'refused', ...errorOf(body) };
}

function introducedOf({ copilot }: WidgetSession): Introduced {
  return { botName: copilot.name, botAvatarUrl: copilot.avatarUrl };
}
