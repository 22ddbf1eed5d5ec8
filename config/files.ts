import type { Config } from './env';
import { createFileLinks, type FileLinks } from './file-links';
import { createFileStorage, type FileStorage } from './file-storage';

/** Files of conversations, as a process of ours handles them. */
export function createFiles(
  config: Pick<Config, 'publicUrl' | 'encryptionKeys' | 'files' | 'maxFileBytes'>,
): { storage: FileStorage; links: FileLinks; maxBytes: number } {
  return {
    storage: createFileStorage(config.files),
    links: createFileLinks(config),
    maxBytes: config.maxFileBytes,
  };
}
