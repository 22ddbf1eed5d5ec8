import type { CopilotView } from '../../../contract/admin';
import { wordsOf } from '../api/client';
import { copilotPath, useSecretChange } from '../api/queries';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { SecretList } from '../ui/secret-list';
import { useShowOnce } from '../ui/show-once';

export function CallbackSecrets({ copilot }: { copilot: CopilotView }) {
  const showOnce = useShowOnce();
  const rotate = useSecretChange<{ callbackSecret: string }>(
    () => [`${copilotPath(copilot.id)}/callback-secret`, { method: 'POST' }],
    ({ callbackSecret }) => showOnce([{ label: 'Callback secret', value: callbackSecret }]),
  );
  return (
    <>
      {copilot.callbackSecrets.length === 0 && (
        <p className="empty">None that can be read any more: rotate it, so that callbacks are sent again.</p>
      )}
      <SecretList secrets={copilot.callbackSecrets} />
      {rotate.isError && <Notice kind="error">{wordsOf(rotate.error)}</Notice>}
      <Button isPending={rotate.isPending} onPress={() => rotate.mutate()}>
        Rotate the callback secret
      </Button>
    </>
  );
}
