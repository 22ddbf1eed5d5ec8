import type { Copilot, HostedSession, Store } from '../../../store/types';
import type { OpenedSession, SessionService, UploadedAttachment } from '../../hosted/service';
import type { Contact } from './contact';
import type { Send } from './bodies';

const FILE_ID = /\/files\/(fil_[A-Za-z0-9_-]{22})(?=\/)/;

/** This widget uploads before it says to which session, or before there is one: a file is the contact's until it is sent. */
export function uploadOf(
  sessions: SessionService,
  copilot: Copilot,
  contact: Contact,
  file: { name: string; mediaType: string; data: Buffer },
): Promise<UploadedAttachment> {
  return sessions.upload(holderOf(copilot, contact), file);
}

/**
 * Attachments of a message, with the contact's own files made the session's: another record of the same bytes. All others are
 * left as they are, for the session service to judge.
 */
export async function filesInto(
  store: Store,
  { session }: OpenedSession,
  contact: Contact,
  attachments: NonNullable<Send['attachments']>,
): Promise<{ url: string; name: string; mediaType: string }[]> {
  return Promise.all(
    attachments.map(async ({ url, name, type }) => {
      const attachment = { url, name, mediaType: type === '' ? 'application/octet-stream' : type };
      const id = FILE_ID.exec(url)?.[1];
      const file = id === undefined ? undefined : await store.files.get(id);
      if (file?.copilotId !== session.copilotId || file.sessionId !== contact.id) return attachment;
      const { copilotId, mediaType, size, storedAs } = file;
      const kept = await store.files.add({
        copilotId,
        sessionId: session.id,
        name: file.name,
        mediaType,
        size,
        storedAs,
      });
      return { url: url.replace(file.id, kept.id), name: file.name, mediaType };
    }),
  );
}

/** In the place of a session: it has an id, nobody opens it, nothing is said in it. */
function holderOf(copilot: Copilot, contact: Contact): OpenedSession {
  const at = new Date();
  const session: HostedSession = {
    copilotId: copilot.id,
    id: contact.id,
    control: 'copilot',
    lastSeq: 0,
    user: contact.user,
    identity: null,
    language: null,
    contactId: contact.id,
    externalId: null,
    extra: {},
    createdAt: at,
    expiresAt: at,
    closedAt: null,
  };
  return { session, copilot };
}
