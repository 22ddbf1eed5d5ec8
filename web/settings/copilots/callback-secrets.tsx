import { useState } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { wordsOf } from '../api/client';
import { copilotPath, useChange } from '../api/queries';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { SecretOnce, type Shown } from '../ui/secret-once';
import { SecretList } from '../ui/secret-list';

export function CallbackSecrets({ copilot }: { copilot: CopilotView }) {
  const [shown, setShown] = useState<readonly Shown[] | null>(null);
  const rotate = useChange<{ callbackSecret: string }>(() => [
    `${copilotPath(copilot.id)}/callback-secret`,
    { method: 'POST' },
  ]);
  return (
    <>
      <SecretList secrets={copilot.callbackSecrets} />
      {rotate.isError && <Notice kind="error">{wordsOf(rotate.error)}</Notice>}
      <Button
        isPending={rotate.isPending}
        onPress={() =>
          rotate.mutate(undefined, {
            onSuccess: ({ callbackSecret }) =>
              setShown([{ label: 'Callback secret', value: callbackSecret }]),
          })
        }
      >
        Rotate the callback secret
      </Button>
      <SecretOnce secrets={shown} onClose={() => setShown(null)} />
    </>
  );
}
