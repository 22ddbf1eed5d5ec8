import { fill, type Language } from '../texts';
import type { Limits } from './limits';
import { sizeWords } from './sizes';

/** What is staged, and why the last choice was not taken as a whole, or null. */
export interface Choice {
  files: readonly File[];
  problem: string | null;
}

export const NO_FILES: Choice = { files: [], problem: null };

/** As many of the files as one message takes, after those that are staged. */
export function withFiles(
  staged: readonly File[],
  more: readonly File[],
  { limits, language }: { limits: Limits; language: Language },
): Choice {
  const { texts, locale } = language;
  const problemOf = (file: File): string | null => {
    if (file.size === 0) return `${file.name}: ${texts.fileEmpty}`;
    if (file.size <= limits.fileBytes) return null;
    return `${file.name}: ${fill(texts.fileTooLarge, { limit: sizeWords(limits.fileBytes, locale) })}`;
  };
  const files = [...staged, ...more.filter((file) => problemOf(file) === null)];
  const tooMany = files.length > limits.files ? fill(texts.tooManyFiles, { count: limits.files }) : null;
  return {
    files: files.slice(0, limits.files),
    problem: more.map(problemOf).find((words) => words !== null) ?? tooMany,
  };
}
