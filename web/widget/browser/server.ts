import type { CreateSession, EventPage, WidgetMessage, WidgetSession } from '../../../contract/widget';
import { AnotherUser, SessionGone, type Introduced, type Server, type SessionKey } from '../core/ports';
import { checked, codeOf, ok, outcomeOf } from './answers';
import { openLine } from './line';
import { request, upload, type HttpRequest } from './request';

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
      if (answer.status === 401 && codeOf(answer) === 'another_user') throw new AnotherUser();
      if (answer.status === 401 && codeOf(answer) === 'unauthorized' && said.userToken !== undefined) {
        // Of the two tokens one is not accepted. Is it the session's, the first line throws; else it is the page's.
        ok(await call(key, 'GET', ''));
        ok(answer);
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

function introducedOf({ copilot }: WidgetSession): Introduced {
  return { botName: copilot.name, botAvatarUrl: copilot.avatarUrl };
}
