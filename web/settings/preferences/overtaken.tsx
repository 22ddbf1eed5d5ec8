import { useMutation } from '@tanstack/react-query';
import { ApiError, wordsOf } from '../api/client';
import { readPreferences, type ReadPreferences } from '../api/preferences';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

export function isOvertaken(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'precondition_failed';
}

interface Props {
  copilotId: string;
  onLoaded: (read: ReadPreferences) => void;
}

/** Somebody else has saved first. What is typed stays in the form until its owner lets it go. */
export function Overtaken({ copilotId, onLoaded }: Props) {
  const load = useMutation({ mutationFn: () => readPreferences(copilotId), onSuccess: onLoaded });
  return (
    <>
      <Notice kind="error">
        Somebody else has changed these preferences meanwhile. Load them again. What you have typed stays here
        until then, and was not saved.
      </Notice>
      {load.isError && <Notice kind="error">{wordsOf(load.error)}</Notice>}
      <div className="actions start">
        <Button isPending={load.isPending} onPress={() => load.mutate()}>
          Load them again
        </Button>
      </div>
    </>
  );
}
