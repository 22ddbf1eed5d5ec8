import { arrayOf, objectOf, textOf } from './raw';

type Raw = Readonly<Record<string, unknown>>;

/** Cards of a carousel or list, a line each. */
export function itemsText(items: readonly Raw[]): string | null {
  const lines = items.map((item) => {
    const parts = [textOf(item['title']), textOf(item['description'])];
    return parts.filter((part) => part !== undefined).join(' – ');
  });
  return lines.filter((line) => line !== '').join('\n') || null;
}

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

function answerOf(field: Raw): string | undefined {
  return textOf(field['text']) ?? textOf(field['email']) ?? textOf(labels(field['select']));
}

function labels(options: unknown): string {
  return arrayOf(options)
    .flatMap((option) => textOf(objectOf(option)['label']) ?? textOf(objectOf(option)['name']) ?? [])
    .join(' / ');
}

export function locationText(content: Raw): string | null {
  const place = objectOf(content['location']);
  const { lat, long } = objectOf(content['coordinates']);
  const where = typeof lat === 'number' && typeof long === 'number' ? `${lat}, ${long}` : undefined;
  const parts = [textOf(place['name']), textOf(place['address']), where].filter((part) => part !== undefined);
  return parts.length === 0 ? null : `Location: ${parts.join(', ')}`;
}
