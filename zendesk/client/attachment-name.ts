const MAX_LENGTH = 100;

/** Sunshine judges a file by its extension; these are what browsers send without one (pasted images, recordings). */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'application/zip': 'zip',
};

/** A file name that can stand in a multipart header: no path, no quotes, no line breaks, with an extension (S28, S41). */
export function attachmentName(name: string, mediaType: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const clean = base.replace(/[\p{Cc}\p{Cf}\p{Cs}"';:<>|?*]+/gu, '_').replace(/^\.+/, '');
  const dot = clean.lastIndexOf('.');
  const stem = dot > 0 ? clean.slice(0, dot) : clean;
  const known = EXTENSIONS[mediaType.split(';')[0]?.trim().toLowerCase() ?? ''];
  const extension = dot > 0 ? clean.slice(dot + 1) : known;
  const short = stem.slice(0, MAX_LENGTH).trim() || 'file';
  return extension === undefined ? short : `${short}.${extension.slice(0, 10)}`;
}
