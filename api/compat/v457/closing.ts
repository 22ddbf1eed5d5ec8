import { randomUUID } from 'node:crypto';
import type { Copilot } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import { HttpError } from '../../http/errors';
import { invalidRequest, validate } from '../../http/validate';
import { openFor } from './access';
import { checkpointSchema, csatSchema, resolveSchema, voteSchema } from './bodies';
import type { Contact } from './contact';
import { extraOf } from './extra';
import { readLog } from '../shared/log';
import { previewOf, type SessionDto } from './session-dto';
import { dtoOf } from './sessions';

/** `POST /session/resolve`: the visitor is done. Closed once is closed for good; the answer is the same from then on. */
export async function resolve(
  deps: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  body: unknown,
): Promise<SessionDto> {
  const { session_id: id } = validate(resolveSchema, body);
  const opened = await openFor(deps, copilot, contact, id);
  const note = (last: Parameters<typeof previewOf>[0]) => ({ closedWith: previewOf(last) });
  const { session } = opened;
  return dtoOf(deps, session.closedAt === null ? await deps.sessions.close(opened, note) : session);
}

/** `POST /submit-csat`: one rating of a closed conversation; the same one again is a repeat. */
export async function submitCsat(
  deps: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  body: unknown,
): Promise<{ success: boolean }> {
  const said = validate(csatSchema, body);
  const opened = await openFor(deps, copilot, contact, said.session_id);
  if (opened.session.closedAt === null) {
    throw invalidRequest([{ path: 'session_id', message: 'is not closed yet' }]);
  }
  const csat = {
    uuid: said.system_message_uuid ?? randomUUID(),
    score: said.score,
    feedback: said.feedback ?? null,
    at: new Date().toISOString(),
  };
  // Of two at once only one is taken: the widget shows a rating for good.
  if (await deps.sessions.keepOnly({ ifLacksExtra: 'csat' }, opened, { csat })) return { success: true };
  const { session } = await openFor(deps, copilot, contact, said.session_id);
  return { success: extraOf(session).csat?.uuid === said.system_message_uuid };
}

/** `POST /chat/vote`: on words of the bot. */
export async function vote(
  deps: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  body: unknown,
): Promise<{ messagePublicId: string; success: true }> {
  const { sessionId, messagePublicId, action } = validate(voteSchema, body);
  const opened = await openFor(deps, copilot, contact, sessionId);
  const isThere = (await readLog(deps.sessions, opened.session)).some(
    (event) =>
      event.type === 'message' && event.message.id === messagePublicId && event.message.origin === 'copilot',
  );
  if (!isThere) throw new HttpError('not_found', 'There is no such message of the bot.');
  await deps.sessions.keep(opened, { [`vote:${messagePublicId}`]: action });
  return { messagePublicId, success: true };
}

/** `POST /checkpoint`: state of the page's own components. */
export async function checkpoint(
  deps: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  body: unknown,
): Promise<{ success: true }> {
  const { session_id: id, payload } = validate(checkpointSchema, body);
  const opened = await openFor(deps, copilot, contact, id);
  // Decided as it is written: of a closed session nothing may change, however late a call is.
  if (!(await deps.sessions.keepOnly({ whileOpen: true }, opened, { checkpoint: payload })))
    throw new HttpError('session_closed', 'This conversation is closed.');
  return { success: true };
}
