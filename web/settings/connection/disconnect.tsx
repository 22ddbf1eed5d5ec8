import { useState } from 'react';
import { useCopilotId } from '../app/copilot-layout';
import { ApiError } from '../api/client';
import { copilotPath, useChange, useHealth } from '../api/queries';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Dialog } from '../ui/dialog';
import { Notice } from '../ui/notice';

export interface Left {
  left: { what: string; why: string }[];
}

/** Asks first and says how many handoffs it would end. @param onLeft is told what could not be removed in Zendesk */
export function Disconnect({ onLeft }: { onLeft: (left: Left['left']) => void }) {
  const copilotId = useCopilotId();
  const [isAsking, setAsking] = useState(false);
  const health = useHealth(copilotId);
  const disconnect = useChange<Left, boolean>((force) => [
    `${copilotPath(copilotId)}/zendesk${force ? '?force=true' : ''}`,
    { method: 'DELETE' },
  ]);
  const open = openOf(disconnect.error) ?? health.data?.handoffs.open ?? 0;
  // Not by the callbacks of `mutate`: they are not called when this is gone, as it is without a connection.
  const run = async () => {
    const answer = await disconnect.mutateAsync(open > 0).catch(() => undefined);
    if (answer === undefined) return;
    setAsking(false);
    onLeft(answer.left);
  };
  return (
    <>
      <Button kind="danger" onPress={() => setAsking(true)}>
        Disconnect
      </Button>
      <Confirm
        title="Disconnect from Zendesk?"
        action={open > 0 ? `End ${open === 1 ? 'it' : 'them'} and disconnect` : 'Disconnect'}
        isOpen={isAsking}
        isPending={disconnect.isPending}
        error={openOf(disconnect.error) === null ? disconnect.error : null}
        onClose={() => setAsking(false)}
        onConfirm={() => void run()}
      >
        <p>New handoffs are refused, and our integration, webhook and seat are removed from Zendesk.</p>
        {open > 0 && (
          <Notice kind="warning">
            {open === 1 ? 'One handoff is open. It ends' : `${open} handoffs are open. They end`} with the
            reason “disconnected”, and the bot is back in charge.
          </Notice>
        )}
      </Confirm>
    </>
  );
}

function openOf(error: unknown): number | null {
  if (!(error instanceof ApiError) || error.code !== 'handoffs_open') return null;
  return Number(error.details['open'] ?? 1);
}

/** Shown by the page, since by then there is no connection any more. */
export function Leftovers({ left, onClose }: { left: Left['left']; onClose: () => void }) {
  return (
    <Dialog title="Disconnected, with leftovers" isOpen={left.length > 0} onClose={onClose}>
      <p>This could not be removed in Zendesk. Remove it there by hand:</p>
      <ul>
        {left.map(({ what, why }) => (
          <li key={what}>
            {what}: {why}
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button kind="primary" onPress={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
