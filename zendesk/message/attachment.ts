import { webUrl } from './identity';
import { textOf } from './raw';
import type { NormalisedAttachment } from './types';

/** The file of an image, a file or a card, named after its URL. */
export function readAttachment(content: Readonly<Record<string, unknown>>): NormalisedAttachment | undefined {
  const url = webUrl(content['mediaUrl']);
  if (url === undefined) return undefined;
  const size = content['mediaSize'];
  return {
    url,
    name: nameIn(url) ?? textOf(content['altText']) ?? null,
    mediaType: textOf(content['mediaType']) ?? null,
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
  };
}

function nameIn(url: string): string | undefined {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return textOf(decoded(last));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: the name as it stands is still a name.
    return segment;
  }
}
