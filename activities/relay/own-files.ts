import { setTimeout as sleep } from 'node:timers/promises';
import { LONG_LINK_MS } from '../../config/file-links';
import type { FileRecord, OutgoingMessage } from '../../store/types';
import type { MessageContent, ZendeskClient } from '../../zendesk/client';
import { ZendeskError } from '../../zendesk/errors';
import type { Deps } from '../deps';

/** How to get the bytes of a file, by the link that stands for it in the message. */
export type OwnFiles = ReadonlyMap<string, { file: FileRecord; read: () => Promise<Buffer> }>;

/**
 * The message with live links to files that were uploaded to us, and the way to their bytes. A file of another copilot or
 * session is a URL like any other: whoever wrote it there learns nothing by it.
 */
export async function withOwnFiles(
  { store, files }: Pick<Deps, 'store' | 'files'>,
  owner: { copilotId: string; sessionId: string },
  message: OutgoingMessage,
): Promise<{ message: OutgoingMessage; own: OwnFiles }> {
  const own = new Map<string, { file: FileRecord; read: () => Promise<Buffer> }>();
  const attachments = await Promise.all(
    message.attachments.map(async (attachment) => {
      const id = files.links.idIn(attachment.url);
      const file = id === undefined ? undefined : await store.files.get(id);
      if (file === undefined || !isOf(file, owner) || file.storedAs === null) return attachment;
      const { storedAs } = file;
      const url = files.links.sign(file, LONG_LINK_MS);
      own.set(url, { file, read: () => files.storage.get(storedAs) });
      return { url, name: file.name, mediaType: file.mediaType };
    }),
  );
  return { message: { ...message, attachments }, own };
}

function isOf(file: FileRecord, { copilotId, sessionId }: { copilotId: string; sessionId: string }): boolean {
  return file.copilotId === copilotId && (file.sessionId === null || file.sessionId === sessionId);
}

/**
 * Uploads the file of this part to Zendesk for its conversation, so that agents have it there; undefined for other content.
 * @param withinMs it fails as `unavailable` after this time, so that there is some left to send the link; undefined: the client's
 *   own deadline counts
 */
export function uploadOf(
  client: ZendeskClient,
  conversationId: string,
  content: MessageContent,
  own: OwnFiles,
  withinMs: number | undefined,
): (() => Promise<MessageContent>) | undefined {
  const found = content.type === 'text' ? undefined : own.get(content.mediaUrl);
  if (content.type === 'text' || found === undefined) return undefined;
  return async () => {
    const { name, mediaType } = found.file;
    const data = await found.read();
    const upload = client.uploadAttachment({ conversationId, name, mediaType, data });
    const { mediaUrl } = await (withinMs === undefined ? upload : within(upload, withinMs));
    return { ...content, mediaUrl };
  };
}

/** The upload itself goes on, and has its own deadline: nothing points to a file that came late. */
async function within<T>(upload: Promise<T>, ms: number): Promise<T> {
  const giveUp = new AbortController();
  const late = sleep(ms, undefined, { signal: giveUp.signal }).then(() => {
    throw new ZendeskError({
      kind: 'unavailable',
      operation: 'uploadAttachment',
      reason: `took over ${ms} ms`,
    });
  });
  try {
    return await Promise.race([upload, late]);
  } finally {
    // Whichever lost the race is heard by nobody.
    upload.catch(() => undefined);
    late.catch(() => undefined);
    giveUp.abort();
  }
}
