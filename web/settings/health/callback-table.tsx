import { useState } from 'react';
import type { CallbackDelivery } from '../../../contract/admin';
import { useCopilotId } from '../app/copilot-layout';
import { wordsOf } from '../api/client';
import { useCallbacks, useChange } from '../api/queries';
import { Badge, type Tone } from '../ui/badge';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { PagedTable, type Column } from '../ui/paged-table';
import { Select } from '../ui/select';
import { Time } from '../ui/time';

const TONES: Record<CallbackDelivery['status'], Tone> = {
  pending: 'busy',
  delivered: 'good',
  failed: 'bad',
};
type Filter = '' | CallbackDelivery['status'];

/** What your bot server was told, and what it did not take. */
export function CallbackTable() {
  const [status, setStatus] = useState<Filter>('failed');
  const [after, setAfter] = useState<string | null>(null);
  const callbacks = useCallbacks(useCopilotId(), { filter: { limit: '50', status }, after });
  const redeliver = useChange<undefined, string>((id) => [`/callbacks/${id}/redeliver`, { method: 'POST' }]);
  const action: Column<CallbackDelivery> = {
    header: 'Action',
    cell: ({ id, type, sessionId, status }) =>
      status === 'failed' && (
        <Button
          onPress={() => redeliver.mutate(id)}
          isPending={redeliver.isPending && redeliver.variables === id}
          aria-label={`Send ${type} of session ${sessionId} again`}
        >
          Redeliver
        </Button>
      ),
  };
  return (
    <Section
      title="Callbacks"
      help="Signed messages to your bot server. One that failed was tried for days; it can be sent again."
    >
      <Select<Filter>
        label="Show"
        value={status}
        onChange={(chosen) => {
          setStatus(chosen);
          setAfter(null);
        }}
        options={[
          { value: 'failed', label: 'Failed' },
          { value: 'pending', label: 'Pending' },
          { value: 'delivered', label: 'Delivered' },
          { value: '', label: 'All' },
        ]}
      />
      {redeliver.isError && <Notice kind="error">{wordsOf(redeliver.error)}</Notice>}
      <Loaded query={callbacks}>
        {(page) => (
          <PagedTable
            label="Callbacks"
            columns={[...COLUMNS, action]}
            page={page}
            empty={status === 'failed' ? 'None failed.' : 'There are none.'}
            after={after}
            onPage={setAfter}
            isTurning={callbacks.isPlaceholderData}
          />
        )}
      </Loaded>
    </Section>
  );
}

const COLUMNS: readonly Column<CallbackDelivery>[] = [
  { header: 'Type', cell: ({ type }) => <code>{type}</code> },
  { header: 'Session', cell: ({ sessionId }) => <code>{sessionId}</code> },
  { header: 'Status', cell: ({ status }) => <Badge tone={TONES[status]}>{status}</Badge> },
  { header: 'Attempts', cell: ({ attempts }) => attempts },
  { header: 'Made', cell: ({ createdAt }) => <Time at={createdAt} relative /> },
  { header: 'Last fault', cell: ({ lastError }) => <span className="long">{lastError ?? '–'}</span> },
];
