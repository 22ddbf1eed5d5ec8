import { newId } from '../state/ids';
import type { AttachmentRecord } from '../state/records';
import type { Sim } from './sim';

export interface NewFile {
  appId: string;
  name: string;
  mediaType: string;
  bytes: Buffer;
  conversationId?: string | undefined;
}

/** Stores a file, its contents before its record, and says its address. */
export function storeFile(sim: Sim, file: NewFile): AttachmentRecord & { mediaUrl: string } {
  const id = newId();
  const { appId, name, mediaType, bytes, conversationId } = file;
  sim.world.files.write(id, bytes);
  const record = sim.world.attachments.put({
    id,
    appId,
    name,
    mediaType,
    size: bytes.length,
    ...(conversationId !== undefined && { conversationId }),
  });
  sim.world.note(appId, 'attachment', {
    action: 'create',
    attachmentId: id,
    name,
    mediaType,
    size: bytes.length,
  });
  return { ...record, mediaUrl: `${sim.url}/sc/attachments/v2/${id}/${encodeURIComponent(name)}` };
}
