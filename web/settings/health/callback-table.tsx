import { useState } from 'react';
import { useCopilotId } from '../app/copilot-layout';
import { wordsOf } from '../api/client';
import { useCallbacks, useChange } from '../api/queries';
import { Badge, type Tone } from '../ui/badge';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { Select } from '../ui/select';
import { Time } from '../ui/time';

const TONES: Record<'pending' | 'delivered' | 'failed', Tone> = {
  pending: 'busy',
  delivered: 'good',
  failed: 'bad',
};
type Filter = '' | keyof typeof TONES;

/** What your bot server was told, and what it did not take. */
export function CallbackTable() {
  const [status, setStatus] = useState<Filter>('failed');
  const callbacks = useCallbacks(useCopilotId(), status);
  const redeliver = useChange<undefined, string>((id) => [`/callbacks/${id}/redeliver`, { method: 'POST' }]);
  return (
    <Section
      title="Callbacks"
      help="Signed messages to your bot server. One that failed was tried for days; it can be sent again."
    >
      <Select<Filter>
        label="Show"
        value={status}
        onChange={setStatus}
        options={[
          { value: 'failed', label: 'Failed' },
          { value: 'pending', label: 'Pending' },
          { value: 'delivered', label: 'Delivered' },
          { value: '', label: 'All' },
        ]}
      />
      {redeliver.isError && <Notice kind="error">{wordsOf(redeliver.error)}</Notice>}
      <Loaded query={callbacks}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{status === 'failed' ? 'None failed.' : 'There are none.'}</p>
          ) : (
            <div className="table-box" role="region" aria-label="Callbacks" tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Type</th>
                    <th scope="col">Session</th>
                    <th scope="col">Status</th>
                    <th scope="col">Attempts</th>
                    <th scope="col">Made</th>
                    <th scope="col">Last fault</th>
                    <th scope="col">Action</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.id}>
                      <td>
                        <code>{item.type}</code>
                      </td>
                      <td>{item.sessionId}</td>
                      <td>
                        <Badge tone={TONES[item.status]}>{item.status}</Badge>
                      </td>
                      <td>{item.attempts}</td>
                      <td>
                        <Time at={item.createdAt} relative />
                      </td>
                      <td>{item.lastError ?? '–'}</td>
                      <td>
                        {item.status === 'failed' && (
                          <Button
                            onPress={() => redeliver.mutate(item.id)}
                            isPending={redeliver.isPending && redeliver.variables === item.id}
                            aria-label={`Send ${item.type} of session ${item.sessionId} again`}
                          >
                            Redeliver
                          </Button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}
