import { LONG_LINK_MS, type FileLinks } from '../../config/file-links';
import type { Attachment } from '../../contract/events';
import type { FileStore } from '../types/files';

/**
 * An agent's files as the session gets them: under links of ours, since Zendesk's open only for who has the app's key, and tell
 * it who looks (R34). Noted, not fetched: that happens when somebody opens one. The same message again has the same files.
 */
export async function adoptFiles(
  files: FileStore,
  links: FileLinks,
  message: { copilotId: string; sessionId: string; id: string; attachments: Attachment[] },
): Promise<Attachment[]> {
  const { copilotId, sessionId, id, attachments } = message;
  return Promise.all(
    attachments.map(async (attachment, index) => {
      const file = await files.addRemote(`${sessionId}\n${id}\n${index}`, {
        copilotId,
        sessionId,
        name: attachment.name ?? 'file',
        mediaType: attachment.mediaType ?? 'application/octet-stream',
        size: attachment.size,
        sourceUrl: attachment.url,
      });
      return { ...attachment, url: links.sign(file, LONG_LINK_MS) };
    }),
  );
}
