/** The extensions the platform takes, with the type it says of them. */
const TYPES: Readonly<Record<string, string>> = {
  '3g2': 'video/3gpp2',
  '3gp': 'video/3gpp',
  '7z': 'application/x-7z-compressed',
  aac: 'audio/aac',
  amr: 'audio/amr',
  avi: 'video/x-msvideo',
  bmp: 'image/bmp',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  eml: 'message/rfc822',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  ics: 'text/calendar',
  jfif: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  key: 'application/vnd.apple.keynote',
  log: 'text/plain',
  m4a: 'audio/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mp4a: 'audio/mp4',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  mpga: 'audio/mpeg',
  neon: 'application/octet-stream',
  numbers: 'application/vnd.apple.numbers',
  odt: 'application/vnd.oasis.opendocument.text',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  ogv: 'video/ogg',
  opus: 'audio/opus',
  pages: 'application/vnd.apple.pages',
  pdf: 'application/pdf',
  png: 'image/png',
  pps: 'application/vnd.ms-powerpoint',
  ppsx: 'application/vnd.openxmlformats-officedocument.presentationml.slideshow',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  qt: 'video/quicktime',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  txt: 'text/plain',
  vcf: 'text/vcard',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  wmv: 'video/x-ms-wmv',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
};

/** Formats that are plain text and have no magic number. */
const TEXTUAL = new Set(['csv', 'eml', 'ics', 'log', 'svg', 'txt', 'vcf', 'xml', 'yaml', 'yml', 'neon']);

const MAGIC: readonly (readonly [mediaType: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '89504e47'],
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/gif', 0, '47494638'],
  ['image/bmp', 0, '424d'],
  ['image/tiff', 0, '49492a00'],
  ['image/tiff', 0, '4d4d002a'],
  ['image/webp', 8, '57454250'],
  ['audio/wav', 8, '57415645'],
  ['video/x-msvideo', 8, '41564920'],
  ['application/pdf', 0, '25504446'],
  ['application/zip', 0, '504b0304'],
  ['application/x-7z-compressed', 0, '377abcaf271c'],
  ['application/x-cfb', 0, 'd0cf11e0a1b11ae1'],
  ['audio/ogg', 0, '4f676753'],
  ['audio/mpeg', 0, '494433'],
  ['audio/mpeg', 0, 'fffb'],
  ['audio/aac', 0, 'fff1'],
  ['audio/amr', 0, '2321414d52'],
  ['video/mp4', 4, '66747970'],
  ['video/webm', 0, '1a45dfa3'],
  ['video/mpeg', 0, '000001b'],
  ['video/x-ms-wmv', 0, '3026b2758e66cf11'],
];

/** Formats that must never pass, whatever the name says. */
const REFUSED: readonly string[] = ['4d5a', '7f454c46', 'cafebabe', '2321'];

function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The media type of a name on the platform's list; undefined for one that is not. */
export function mediaTypeOf(name: string): string | undefined {
  return TYPES[extensionOf(name)];
}

export type FileVerdict = { mediaType: string } | { refused: string };

/** What the platform says of an uploaded file: its extension must be on the list, and its first bytes of a known kind. */
export function judgeFile(name: string, bytes: Buffer): FileVerdict {
  const named = mediaTypeOf(name);
  if (named === undefined) return { refused: 'File rejected. File extension not allowed' };
  const head = bytes.subarray(0, 16).toString('hex');
  const known = MAGIC.some(([, offset, magic]) => head.startsWith(magic, offset * 2));
  if (known) return { mediaType: named };
  if (REFUSED.some((magic) => head.startsWith(magic)))
    return { refused: 'File rejected. File type not allowed' };
  return TEXTUAL.has(extensionOf(name))
    ? { mediaType: named }
    : { refused: 'File rejected. File type could not be retrieved' };
}
