import { HttpError } from '../http/errors';

/** By content: what people send to a support team, and nothing that a browser would run. */
const BY_CONTENT: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/avif': 'avif',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/x-m4a': 'm4a',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
};
/** Text has no signature: it is believed when it reads as text, and does not begin as markup does. */
const TEXT: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/csv': 'csv',
  'text/markdown': 'md',
  'application/json': 'json',
};
const SAME: Readonly<Record<string, readonly string[]>> = {
  jpg: ['jpeg'],
  mp4: ['m4v'],
  txt: ['log', 'text'],
};
const MAX_NAME = 120;

export interface KnownFile {
  name: string;
  mediaType: string;
}

/**
 * What a file is, by its bytes and not by what is said of it; its name gets the extension that goes with it (S41).
 * @throws HttpError `unsupported_media_type` for everything that is not on our list: programs, pages, drawings with script.
 */
export async function knownFile(data: Buffer, said: { name: string; mediaType: string }): Promise<KnownFile> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(data);
  const declared = said.mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const mediaType = found?.mime ?? (TEXT[declared] !== undefined && isPlainText(data) ? declared : undefined);
  const extension = mediaType === undefined ? undefined : (BY_CONTENT[mediaType] ?? TEXT[mediaType]);
  if (
    mediaType === undefined ||
    extension === undefined ||
    (found !== undefined && !(mediaType in BY_CONTENT))
  ) {
    throw new HttpError('unsupported_media_type', 'Files of this kind are not accepted.');
  }
  return { name: safeName(said.name, extension), mediaType };
}

/** UTF-8 without NUL that no browser or office would take for a page, whatever it is called. */
function isPlainText(data: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
    return !text.includes('\0') && !/^\s*</.test(text);
  } catch {
    return false;
  }
}

/** No path, no quotes, no control characters, one extension that is true. */
export function safeName(name: string, extension: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}"';:<>|?*%#]+/gu, '_')
    .replace(/^\.+/, '')
    .trim();
  const dot = clean.lastIndexOf('.');
  const last = dot > 0 ? clean.slice(dot + 1).toLowerCase() : '';
  const isTrue = last === extension || SAME[extension]?.includes(last) === true;
  const stem = (dot > 0 ? clean.slice(0, dot) : clean).slice(0, MAX_NAME).trim();
  return `${stem === '' ? 'file' : stem}.${isTrue ? last : extension}`;
}
