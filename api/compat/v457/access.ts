import { CALLER_ID_PATTERN } from '../../../contract/ids';
import type { Copilot, HostedSession } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { notFound } from '../../http/errors';
import type { Contact } from './contact';
import { extraOf } from './extra';

const REMEMBERED_CONTACTS = 20;

/** A session by its id, for a contact who may open it. @throws 404, for a foreign session as for none. */
export async function openFor(
  { sessions, store }: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  sessionId: string,
): Promise<OpenedSession> {
  const session = CALLER_ID_PATTERN.test(sessionId)
    ? await store.hosted.get(copilot.id, sessionId)
    : undefined;
  if (session?.contactId == null || !isOpenTo(session, contact)) throw notFound();
  const opened = await sessions.openForContact(copilot, session.contactId, session.id);
  if (opened === undefined) throw notFound();
  return opened;
}

/** Notes that this contact showed the id of the device that the session was made on. */
export async function letIn(
  { sessions }: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  session: HostedSession,
): Promise<void> {
  if (isOpenTo(session, contact)) return;
  const contacts = [...extraOf(session).contacts, contact.id].slice(-REMEMBERED_CONTACTS);
  await sessions.keep({ session, copilot }, { contacts });
}

function isOpenTo(session: HostedSession, { id }: Contact): boolean {
  return session.contactId === id || extraOf(session).contacts.includes(id);
}
