import type { Attachment } from '../../../contract/events';

/** A file that the user chose; `uploaded` once the server has it. Its bytes are in the blob store under `key`. */
export interface OutgoingFile {
  key: string;
  name: string;
  mediaType: string;
  size: number;
  uploaded: UploadedFile | null;
  /** The session that `uploaded` is of: no other one takes it. Absent where there never were bytes in this browser. */
  uploadedTo?: string;
}

export interface UploadedFile {
  url: string;
  name: string;
  mediaType: string;
}

/** What the user said and the session's log does not show yet. Survives a reload. */
export interface Outgoing {
  id: string;
  text: string | null;
  /** What a choice answers, hidden from the user. */
  postback: string | null;
  files: readonly OutgoingFile[];
  /** When it was said, ISO 8601. */
  at: string;
  /** Items are sent in this order; unique within a browser. */
  order: number;
  /** The server took it; it stays until the log shows it. */
  accepted: boolean;
  /** Who said it (`Ports.visitorId`); absent in what older pages kept. */
  by?: string | null;
  /** Its files do not get through, though all else does: how many tries in a row, and since when (milliseconds since 1970). */
  stuck?: { tries: number; since: number } | null;
  /** Why the server will never take it as it is: a code, and its words where there are some. */
  refused: { code: string; message: string | null } | null;
}

export type Outbox = readonly Outgoing[];

/** How a send ended: `later` means nothing is known, and the same may be sent again. */
export type SendOutcome =
  | { kind: 'accepted' }
  | { kind: 'refused'; code: string; message: string | null }
  | { kind: 'later'; afterMs?: number };

/** So often, and for so long, a file is tried again by itself: what was said after it waits meanwhile. */
const UPLOAD_TRIES = 3;
const UPLOAD_PATIENCE_MS = 20_000;
export const UPLOAD_FAILED: SendOutcome = { kind: 'refused', code: 'upload_failed', message: null };

export function byOrder(items: readonly Outgoing[]): Outbox {
  return [...items].sort((one, other) => one.order - other.order);
}

/**
 * The item to send now. One at a time, and nothing overtakes: a refused one is the user's to decide about and holds
 * nobody up.
 */
export function nextToSend(outbox: Outbox): Outgoing | undefined {
  return outbox.find(({ accepted, refused }) => !accepted && refused === null);
}

/** Whether this visitor may see and send it. A guest's words are also those of whom the guest turns out to be. */
export function isOf({ by }: Outgoing, visitorId: string | null): boolean {
  return by === undefined || by === null || by === visitorId;
}

export function withOutcome(item: Outgoing, outcome: SendOutcome): Outgoing {
  switch (outcome.kind) {
    case 'accepted':
      return { ...item, accepted: true, refused: null };
    case 'refused':
      return { ...item, refused: { code: outcome.code, message: outcome.message } };
    case 'later':
      return item;
  }
}

/** The same item, to be sent anew under its id: the server took nothing under it. */
export function again(item: Outgoing): Outgoing {
  return { ...item, refused: null, stuck: null };
}

export function withUpload(
  item: Outgoing,
  key: string,
  upload: { uploaded: UploadedFile; uploadedTo: string },
): Outgoing {
  const files = item.files.map((file) => (file.key === key ? { ...file, ...upload } : file));
  return { ...item, files, stuck: null };
}

/** A file of it did not get through once more. */
export function withStuckUpload(item: Outgoing, now: number): Outgoing {
  const { tries, since } = item.stuck ?? { tries: 0, since: now };
  return { ...item, stuck: { tries: tries + 1, since } };
}

/** From then on it is the user's to decide about: a short outage of wherever files are kept is over by then. */
export function isHopeless({ stuck }: Outgoing, now: number): boolean {
  return stuck != null && stuck.tries >= UPLOAD_TRIES && now - stuck.since >= UPLOAD_PATIENCE_MS;
}

/** What is left when the log shows some of it. */
export function unsettled(outbox: Outbox, isShown: (id: string) => boolean): Outbox {
  return outbox.filter(({ id }) => !isShown(id));
}

/** As the log will show them. */
export function asAttachments(files: readonly OutgoingFile[]): Attachment[] {
  return files.map(({ name, mediaType, size, uploaded }) => ({
    url: uploaded?.url ?? '',
    name,
    mediaType,
    size,
  }));
}
