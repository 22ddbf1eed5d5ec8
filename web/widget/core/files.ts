import type { OutgoingFile } from './outbox';
import type { Ports } from './ports';

/** Puts the bytes where they survive a reload, and says how to find them. */
export async function shelve(ports: Ports, files: readonly File[]): Promise<OutgoingFile[]> {
  return await Promise.all(
    files.map(async (file) => {
      const key = ports.randomId();
      await ports.blobs.put(key, file);
      const mediaType = file.type === '' ? 'application/octet-stream' : file.type;
      return { key, name: file.name, mediaType, size: file.size, uploaded: null };
    }),
  );
}
