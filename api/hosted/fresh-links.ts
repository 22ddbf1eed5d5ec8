import type { FileLinks } from '../../config/file-links';
import type { Attachment, SessionEvent } from '../../contract/events';
import { without } from '../../store/without';

/** Links of our own files, signed anew for this reader; what the log holds has long expired. */
export function refreshed<T extends Pick<Attachment, 'url'>>(
  links: FileLinks,
  copilotId: string,
  attachments: readonly T[],
): T[] {
  return attachments.map((attachment) => ({ ...attachment, url: links.refresh(attachment.url, copilotId) }));
}

/** For a backend: a message has the keys of wire.md, no others. */
export function forBackend(links: FileLinks, copilotId: string, event: SessionEvent): SessionEvent {
  const fresh = withFreshLinks(links, copilotId, event);
  if (fresh.type !== 'message' || fresh.message.cards === undefined) return fresh;
  return { ...fresh, message: without(fresh.message, 'cards') };
}

function withFreshLinks(links: FileLinks, copilotId: string, event: SessionEvent): SessionEvent {
  if (event.type !== 'message' || event.message.attachments.length === 0) return event;
  const attachments = refreshed(links, copilotId, event.message.attachments);
  return { ...event, message: { ...event.message, attachments } };
}

/** For a widget: pictures of people come through us as well, so that reading a conversation asks nobody else (S36). */
export function forWidget(links: FileLinks, copilotId: string, event: SessionEvent): SessionEvent {
  const fresh = withFreshLinks(links, copilotId, event);
  const through = <T extends { avatarUrl: string | null }>(person: T): T =>
    person.avatarUrl === null ? person : { ...person, avatarUrl: links.avatar(copilotId, person.avatarUrl) };
  if (fresh.type === 'message') {
    return { ...fresh, message: { ...fresh.message, author: through(fresh.message.author) } };
  }
  if (fresh.type !== 'state' || fresh.state.agent === null) return fresh;
  return { ...fresh, state: { ...fresh.state, agent: through(fresh.state.agent) } };
}
