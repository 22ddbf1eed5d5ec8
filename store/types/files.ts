/** A file of a conversation. Its bytes are in the file storage under `storedAs`, or still where `sourceUrl` says. */
export interface FileRecord {
  id: string;
  copilotId: string;
  /** null: uploaded by the backend, for whichever session of its copilot. */
  sessionId: string | null;
  name: string;
  mediaType: string;
  /** Bytes; null: not known yet. */
  size: number | null;
  storedAs: string | null;
  sourceUrl: string | null;
}

export interface FileStore {
  add(file: Omit<FileRecord, 'id' | 'sourceUrl'>): Promise<FileRecord>;
  /** A file that Zendesk holds; the same `key` of a copilot again is the same file. */
  addRemote(
    key: string,
    file: Omit<FileRecord, 'id' | 'storedAs' | 'sourceUrl'> & { sourceUrl: string },
  ): Promise<FileRecord>;
  get(fileId: string): Promise<FileRecord | undefined>;
  /** The bytes are in our storage now. */
  setStored(fileId: string, stored: { storedAs: string; mediaType: string; size: number }): Promise<void>;
}
