export interface Part {
  name: string;
  /** Undefined for a text field, empty for a file without a name. */
  fileName: string | undefined;
  bytes: Buffer;
}

const BLANK_LINE = Buffer.from('\r\n\r\n');

/** The parts of a `multipart/form-data` body; undefined when it is none. Names are raw UTF-8, `%22` being a quote. */
export function readParts(contentType: string, body: Buffer): Part[] | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  while (at !== -1) {
    const from = at + delimiter.length;
    const next = body.indexOf(delimiter, from);
    if (next === -1) break;
    const part = readPart(body.subarray(from + 2, next - 2));
    if (part === undefined) return undefined;
    parts.push(part);
    at = next;
  }
  return parts.length === 0 ? undefined : parts;
}

function readPart(bytes: Buffer): Part | undefined {
  const end = bytes.indexOf(BLANK_LINE);
  const head = bytes.subarray(0, Math.max(end, 0)).toString('utf8');
  const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1];
  if (end === -1 || name === undefined) return undefined;
  const typed = /^content-type:/im.test(head) ? '' : undefined;
  const fileName = /filename="([^"]*)"/i.exec(head)?.[1]?.replaceAll('%22', '"') ?? typed;
  return { name, fileName, bytes: bytes.subarray(end + BLANK_LINE.length) };
}
