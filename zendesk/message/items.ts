import type { Card } from '../../contract/events';
import { readActions } from './actions';
import { readAttachment } from './attachment';
import { arrayOf, objectOf, textOf } from './raw';
import type { NormalisedAction, NormalisedAttachment } from './types';

interface Items {
  /** A line each. */
  text: string | null;
  attachments: NormalisedAttachment[];
  actions: NormalisedAction[];
  /** Missing when there is none to show. */
  cards?: Card[];
}

/**
 * The items of a carousel or list, said twice: as text, files and choices for who knows no cards (R36), and as cards made of the
 * same files and choices. `own`: choices of the message itself, which come first.
 */
export function readItems(raw: unknown, own: readonly NormalisedAction[]): Items {
  const attachments: NormalisedAttachment[] = [];
  const actions = [...own];
  const lines: string[] = [];
  const cards: Card[] = [];
  for (const item of arrayOf(raw).map(objectOf)) {
    const title = textOf(item['title']) ?? null;
    const description = textOf(item['description']) ?? null;
    const picture = readAttachment(item);
    const choices = readActions(item['actions']);
    if (title === null && description === null && picture === undefined && choices.length === 0) continue;
    cards.push({
      title,
      description,
      image: picture === undefined ? null : attachments.length,
      actions: choices.map((_choice, index) => actions.length + index),
    });
    if (picture !== undefined) attachments.push(picture);
    actions.push(...choices);
    lines.push([title, description].filter((part) => part !== null).join(' – '));
  }
  const text = lines.filter((line) => line !== '').join('\n') || null;
  return { text, attachments, actions, ...(cards.length === 0 ? {} : { cards }) };
}
