import type { FileLinks } from '../../config/file-links';
import type { WidgetSession } from '../../contract/widget';
import type { OpenedSession } from './service';

/** Fields are named one by one: a new one of the store's does not show by itself. */
export function toWidgetSession(
  { session, copilot }: OpenedSession,
  links: Pick<FileLinks, 'avatar'>,
): WidgetSession {
  const { avatarUrl } = copilot;
  return {
    id: session.id,
    control: session.control,
    lastSeq: session.lastSeq,
    verified: session.identity !== null,
    copilot: {
      name: copilot.name,
      avatarUrl: avatarUrl === null ? null : links.avatar(copilot.id, avatarUrl),
    },
    createdAt: session.createdAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
  };
}
