import { randomUUID } from 'node:crypto';
import { CALLER_ID_PATTERN } from '../../../contract/ids';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { unauthorized } from '../../http/auth';
import { HttpError } from '../../http/errors';
import { payloadOf } from '../shared/choices';
import { findSaid } from '../shared/said';
import { isNews, readUser } from '../shared/user';
import type { SendChat } from './wire';

/**
 * `send_chat`: who chats comes with every message, and what is said. @throws HttpError
 */
export async function sayIn(deps: CompatDeps, opened: OpenedSession, said: SendChat): Promise<void> {
  const { sessions } = deps;
  if (said.bot_token !== opened.copilot.publicToken) throw unauthorized();
  await noteUser(deps, opened, said);
  const postback = await payloadOf(sessions, opened.session, said.content);
  const message = { text: said.content, ...(postback === undefined ? {} : { postback }) };
  const id = said.id !== undefined && CALLER_ID_PATTERN.test(said.id) ? said.id : randomUUID();
  try {
    await say(deps, opened, { id, ...message });
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'message_id_conflict') throw error;
    // Its ids are six random characters or fewer: in a long conversation two messages come to have the same.
    await say(deps, opened, { id: `${id}-${randomUUID()}`, ...message });
  }
}

async function say(
  { sessions }: CompatDeps,
  opened: OpenedSession,
  message: { id: string; text: string; postback?: string },
): Promise<void> {
  try {
    await sessions.say(opened, message);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'unavailable') throw error;
    if ((await findSaid(sessions, opened, message)) === undefined) throw error;
  }
}

async function noteUser({ sessions }: CompatDeps, opened: OpenedSession, said: SendChat): Promise<void> {
  const { session } = opened;
  if (session.closedAt !== null) return;
  const user = readUser(said.user);
  const isNewLanguage = said.language !== undefined && said.language !== session.language;
  if (!isNews(session.user, user) && !isNewLanguage) return;
  await sessions.setUser(opened, { user: { ...session.user, ...user }, language: said.language });
}
