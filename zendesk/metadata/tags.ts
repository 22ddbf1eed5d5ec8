import { neutralise } from './neutralise';

/** A comma ends a tag and white space makes two of it, so neither can stay inside one. */
export function tagsIn(value: unknown): string[] {
  const words = Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [value];
  return words
    .flatMap((entry) => (typeof entry === 'string' ? entry.split(',') : []))
    .map((tag) =>
      neutralise(tag)
        .trim()
        .replace(/^#+/, '')
        .replace(/[\s\p{Cc}\p{Cs}]+/gu, '_'),
    )
    .filter((tag) => tag !== '');
}

/** All of them, each once, in order of precedence. */
export function unite(...lists: readonly string[][]): string[] {
  return [...new Set(lists.flat())];
}
