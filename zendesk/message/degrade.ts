import { arrayOf, objectOf, textOf } from './raw';
import type { NormalisedAction } from './types';

type Raw = Readonly<Record<string, unknown>>;

/** A form's questions with their choices, or its answers. */
export function formText(rawFields: unknown): string | null {
  const lines = arrayOf(rawFields).map((raw) => {
    const field = objectOf(raw);
    const label = textOf(field['label']) ?? textOf(field['name']) ?? '?';
    const answer = answerOf(field);
    if (answer !== undefined) return `${label}: ${answer}`;
    const choices = labels(field['options']);
    return choices === '' ? label : `${label} (${choices})`;
  });
  return lines.join('\n') || null;
}

/** The options of a form's one question, as replies: what is chosen goes back by its name. Several questions are answered in words. */
export function formChoices(rawFields: unknown): NormalisedAction[] {
  const fields = arrayOf(rawFields).map(objectOf);
  const [field] = fields;
  if (fields.length !== 1 || field === undefined || answerOf(field) !== undefined) return [];
  return arrayOf(field['options']).flatMap((raw): NormalisedAction[] => {
    const option = objectOf(raw);
    const text = textOf(option['label']) ?? textOf(option['name']);
    return text === undefined
      ? []
      : [{ type: 'reply', text, payload: textOf(option['name']) ?? text, url: null }];
  });
}

function answerOf(field: Raw): string | undefined {
  return textOf(field['text']) ?? textOf(field['email']) ?? textOf(labels(field['select']));
}

function labels(options: unknown): string {
  return arrayOf(options)
    .flatMap((option) => textOf(objectOf(option)['label']) ?? textOf(objectOf(option)['name']) ?? [])
    .join(' / ');
}
