import { useState } from 'preact/hooks';
import { fill } from '../texts';
import { useWidget } from './context';
import { sizeWords } from './sizes';

/** Files that the visitor chose and has not sent yet. */
export interface Staging {
  files: readonly File[];
  /** Why the last choice was not taken, or null. */
  problem: string | null;
  add(files: readonly File[]): void;
  remove(file: File): void;
  /** Gives the files and is empty. */
  take(): readonly File[];
}

export function useStaging(): Staging {
  const { language, limits } = useWidget();
  const { texts, locale } = language;
  const [files, setFiles] = useState<readonly File[]>([]);
  const [problem, setProblem] = useState<string | null>(null);

  const problemOf = (file: File): string | null => {
    if (file.size === 0) return `${file.name}: ${texts.fileEmpty}`;
    if (file.size <= limits.fileBytes) return null;
    return `${file.name}: ${fill(texts.fileTooLarge, { limit: sizeWords(limits.fileBytes, locale) })}`;
  };
  return {
    files,
    problem,
    add(more) {
      if (more.length === 0) return;
      setProblem(more.map(problemOf).find((words) => words !== null) ?? null);
      setFiles([...files, ...more.filter((file) => problemOf(file) === null)]);
    },
    remove(file) {
      setProblem(null);
      setFiles(files.filter((other) => other !== file));
    },
    take() {
      setProblem(null);
      setFiles([]);
      return files;
    },
  };
}
