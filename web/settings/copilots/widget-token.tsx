import { useState } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { copilotPath, useChange } from '../api/queries';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Copyable } from '../ui/copy';

export function WidgetToken({ copilot }: { copilot: CopilotView }) {
  const [isAsking, setAsking] = useState(false);
  const rotate = useChange(() => [`${copilotPath(copilot.id)}/public-token`, { method: 'POST' }]);
  return (
    <>
      <Copyable label="Widget token" value={copilot.publicToken} />
      <Button onPress={() => setAsking(true)}>Make a new widget token</Button>
      <Confirm
        title="Make a new widget token?"
        action="Make a new one"
        isOpen={isAsking}
        isPending={rotate.isPending}
        error={rotate.error}
        onClose={() => setAsking(false)}
        onConfirm={() => rotate.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <p>Pages with the old token open no new chats until you put the new one into them.</p>
        <p>
          Chats that are open with the old token can no longer be reached once their page is loaded again.
        </p>
      </Confirm>
    </>
  );
}
