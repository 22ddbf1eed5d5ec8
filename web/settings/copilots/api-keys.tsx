import { useState } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { wordsOf } from '../api/client';
import { copilotPath, useChange, useSecretChange } from '../api/queries';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Notice } from '../ui/notice';
import { useShowOnce } from '../ui/show-once';
import { Time } from '../ui/time';

export function ApiKeys({ copilot }: { copilot: CopilotView }) {
  const showOnce = useShowOnce();
  const [doomed, setDoomed] = useState<{ id: string; last4: string } | null>(null);
  const path = `${copilotPath(copilot.id)}/api-keys`;
  const create = useSecretChange<{ apiKey: string }>(
    () => [path, { method: 'POST' }],
    ({ apiKey }) => showOnce([{ label: 'API key', value: apiKey }]),
  );
  const remove = useChange<undefined, string>((id) => [`${path}/${id}`, { method: 'DELETE' }]);
  return (
    <>
      {copilot.apiKeys.length === 0 && <p className="empty">No key: your bot server cannot call the API.</p>}
      <ul className="list">
        {copilot.apiKeys.map(({ id, last4, createdAt }) => (
          <li key={id} className="row">
            <span>
              <code>…{last4}</code>{' '}
              <span className="help">
                created <Time at={createdAt} relative />
              </span>
            </span>
            <Button
              onPress={() => setDoomed({ id, last4 })}
              aria-label={`Delete the key that ends in ${last4}`}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      {create.isError && <Notice kind="error">{wordsOf(create.error)}</Notice>}
      <Button isPending={create.isPending} onPress={() => create.mutate()}>
        Create a key
      </Button>
      <Confirm
        title={`Delete the key …${doomed?.last4 ?? ''}?`}
        action="Delete the key"
        isOpen={doomed !== null}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => setDoomed(null)}
        onConfirm={() => {
          if (doomed !== null) remove.mutate(doomed.id, { onSuccess: () => setDoomed(null) });
        }}
      >
        <p>Whoever still uses it is refused at once.</p>
      </Confirm>
    </>
  );
}
