import type { OutgoingMessage } from '../../store/types';
import type { MessageContent } from '../../zendesk/client';
import { splitText } from '../../zendesk/text';

export interface Part {
  content: MessageContent;
  payload?: string;
}

/** The pieces that a user's message becomes in Zendesk, in order: text of at most 4096 characters each, then one per file. */
export function partsOf({ text, attachments, postback }: OutgoingMessage): Part[] {
  const words = text ?? (attachments.length === 0 ? postback : null) ?? '';
  const texts: Part[] = splitText(words)
    .filter((piece) => piece !== '')
    .map((piece, index) => ({
      content: { type: 'text', text: piece },
      ...(index === 0 && postback !== null ? { payload: postback } : {}),
    }));
  const files: Part[] = attachments.map(({ url, name, mediaType }) => ({
    content: {
      type: mediaType.startsWith('image/') ? 'image' : 'file',
      mediaUrl: url,
      altText: name.slice(0, 128),
    },
  }));
  return [...texts, ...files];
}

/** What agents get of a file that Zendesk refuses: its name and link in words (R33). */
export function asLink({ content }: Part): Part | undefined {
  if (content.type === 'text') return undefined;
  return { content: { type: 'text', text: `${content.altText ?? 'File'}: ${content.mediaUrl}` } };
}
