import { ar } from './ar';
import { de } from './de';
import { en } from './en';
import type { Texts } from './types';

export type { Texts } from './types';

const LANGUAGES: Readonly<Record<string, Texts>> = { en, de, ar };
const RIGHT_TO_LEFT = /^(ar|fa|he|ur|ps|yi|dv|ug)\b/;

export interface Language {
  /** BCP 47, as the page or the visitor has it: for dates and for `lang`. */
  locale: string;
  /** The language that the words are in: another than asked for where we do not have that. */
  spoken: string;
  texts: Texts;
  direction: 'ltr' | 'rtl';
}

/** The first of the wanted languages that we have; else English. The owner's own words go over ours. */
export function languageOf(wanted: readonly string[], own: Partial<Texts> = {}): Language {
  const valid = wanted.filter(isLocale);
  const locale = valid.find((tag) => Object.hasOwn(LANGUAGES, primary(tag))) ?? 'en';
  const spoken = primary(locale);
  return {
    locale,
    spoken,
    texts: { ...en, ...LANGUAGES[spoken], ...own },
    direction: RIGHT_TO_LEFT.test(spoken) ? 'rtl' : 'ltr',
  };
}

/** Fills `{name}` in a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function primary(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
