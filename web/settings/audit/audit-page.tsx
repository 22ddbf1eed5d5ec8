import { useState } from 'react';
import type { AuditEntry } from '../../../contract/admin-session';
import { useAudit, useCopilots } from '../api/queries';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PagedTable, type Column } from '../ui/paged-table';
import { Select } from '../ui/select';
import { Time } from '../ui/time';

/** Every change, by whom and when. No secret is in it. */
export function AuditPage() {
  const [copilotId, setCopilotId] = useState('');
  const [after, setAfter] = useState<string | null>(null);
  const copilots = useCopilots();
  const audit = useAudit({ filter: { limit: '50', copilotId }, after });
  const names = new Map((copilots.data ?? []).map(({ id, name }) => [id, name]));
  return (
    <Page title="Audit log" lead="Who changed what, and when. Secrets are never in it.">
      <Select
        label="Copilot"
        value={copilotId}
        onChange={(id) => {
          setCopilotId(id);
          setAfter(null);
        }}
        options={[{ value: '', label: 'All' }, ...[...names].map(([value, label]) => ({ value, label }))]}
      />
      <Loaded query={audit}>
        {(page) => (
          <PagedTable
            label="Audit log"
            columns={columnsWith(names)}
            page={page}
            empty="No change yet."
            after={after}
            onPage={setAfter}
            isTurning={audit.isPlaceholderData}
          />
        )}
      </Loaded>
    </Page>
  );
}

const columnsWith = (names: ReadonlyMap<string, string>): Column<AuditEntry>[] => [
  { header: 'When', cell: ({ at }) => <Time at={at} /> },
  { header: 'Who', cell: ({ actor }) => <code>{actor}</code> },
  { header: 'What', cell: ({ action }) => action },
  { header: 'Copilot', cell: ({ copilotId }) => names.get(copilotId ?? '') ?? copilotId ?? '–' },
  {
    header: 'Detail',
    cell: ({ detail }) => (
      <span className="long">
        {Object.entries(detail)
          .map(([key, value]) => `${key}: ${value.replaceAll(',', ', ')}`)
          .join(', ')}
      </span>
    ),
  },
];
