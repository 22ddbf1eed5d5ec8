import { readActions } from './actions';
import { readAttachment } from './attachment';
import { formChoices, formText } from './degrade';
import { htmlToText } from './html-to-text';
import { readItems } from './items';
import { locationText, mapOf } from './location';
import { objectOf, textOf } from './raw';
import type { Card } from '../../contract/events';
import type { NormalisedAction, NormalisedAttachment } from './types';

export interface Content {
  type: string;
  text: string | null;
  attachments: NormalisedAttachment[];
  actions: NormalisedAction[];
  cards?: Card[];
}

/** Any `content` as plain text, files and choices; rich kinds degrade to text with choices (R36). Never throws. */
export function readContent(raw: unknown): Content {
  const content = objectOf(raw);
  const type = textOf(content['type']) ?? 'unknown';
  const words = wordsOf(content);
  const actions = readActions(content['actions']);
  switch (type) {
    case 'text':
      return { type, text: words, attachments: [], actions };
    case 'image':
    case 'file':
      return { type, ...fileOf(content, words), actions };
    case 'carousel':
    case 'list': {
      const items = readItems(content['items'], actions);
      return { type, ...items, text: join(words, items.text) };
    }
    case 'form':
    case 'formResponse':
      return {
        type,
        text: join(words, formText(content['fields'])),
        attachments: [],
        actions: [...actions, ...formChoices(content['fields'])],
      };
    case 'location':
      return {
        type,
        text: locationText(content) ?? words,
        attachments: [],
        actions: [...actions, ...mapOf(content)],
      };
    default:
      return { type, ...fileOf(content, words ?? `(A message of the kind "${type.slice(0, 40)}")`), actions };
  }
}

function fileOf(content: Readonly<Record<string, unknown>>, words: string | null) {
  const file = readAttachment(content);
  const isBroken = file === undefined && typeof content['mediaUrl'] === 'string';
  return {
    text: isBroken ? join(words, '(A file that cannot be shown here)') : words,
    attachments: file === undefined ? [] : [file],
  };
}

/** Plain text where there is one, else what the html or the fallback says, without markup (R39). */
function wordsOf(content: Readonly<Record<string, unknown>>): string | null {
  const html = textOf(content['htmlText']);
  return (
    textOf(content['text']) ??
    (html === undefined ? undefined : textOf(htmlToText(html))) ??
    textOf(content['markdownText']) ??
    textOf(content['textFallback']) ??
    null
  );
}

function join(...parts: (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null && part !== '');
  return said.length === 0 ? null : said.join('\n');
}
