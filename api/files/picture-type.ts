const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
const SVG = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)?<svg[\s>]/;

/**
 * What kind of picture it is, by its bytes; undefined for all else. A drawing may hold a script, which an `<img>` never runs; who
 * opens it by itself gets a download without rights.
 */
export async function pictureType(data: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(data);
  if (found !== undefined && PICTURES.includes(found.mime)) return found.mime;
  if (found !== undefined && found.mime !== 'application/xml') return undefined;
  return SVG.test(data.subarray(0, 1024).toString('utf8')) ? 'image/svg+xml' : undefined;
}
