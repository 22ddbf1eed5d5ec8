import { NO_FILES, withFiles, type Choice } from './choice-of-files';
import { useWidget } from './context';
import { useDraft } from './use-draft';

/** Files that the visitor chose and has not sent yet. */
export interface Staging extends Choice {
  add(files: readonly File[]): void;
  remove(file: File): void;
  /** Gives the files and is empty. */
  take(): readonly File[];
}

export function useStaging(beginning: number): Staging {
  const widget = useWidget();
  const [choice, choose] = useDraft(beginning, NO_FILES);
  const { files } = choice;
  return {
    ...choice,
    add(more) {
      if (more.length > 0) choose(withFiles(files, more, widget));
    },
    remove(file) {
      choose({ files: files.filter((other) => other !== file), problem: null });
    },
    take() {
      choose(NO_FILES);
      return files;
    },
  };
}
