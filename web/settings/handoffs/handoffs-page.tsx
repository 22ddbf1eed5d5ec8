import { Link, useSearchParams } from 'react-router';
import type { Handoff } from '../../../contract/handoff';
import { useCopilotId } from '../app/copilot-layout';
import { useHandoffs } from '../api/queries';
import { TextField } from '../ui/field';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PagedTable, type Column } from '../ui/paged-table';
import { Select } from '../ui/select';
import { Time } from '../ui/time';
import { HandoffBadge } from './handoff-badge';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'held', label: 'Held' },
  { value: 'failed', label: 'Failed' },
  { value: 'ended', label: 'Ended' },
] as const;
type Filter = (typeof FILTERS)[number]['value'];

/** Handoffs by state, newest first. The filter stands in the address. */
export function HandoffsPage() {
  const copilotId = useCopilotId();
  const [params, setParams] = useSearchParams();
  const filter = (params.get('filter') ?? 'all') as Filter;
  const session = params.get('session') ?? '';
  const after = params.get('after');
  const handoffs = useHandoffs(copilotId, { filter: { filter, session, limit: '25' }, after });
  // A letter typed into the filter is no page to go back to.
  const change = (values: Record<string, string>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries({ after: '', ...values })) {
          if (value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Page title="Handoffs">
      <div className="filters">
        <Select<Filter>
          label="Show"
          value={filter}
          options={FILTERS}
          onChange={(value) => change({ filter: value })}
        />
        <TextField
          label="Session"
          value={session}
          onChange={(value) => change({ session: value })}
          placeholder="its whole id"
        />
      </div>
      <Loaded query={handoffs}>
        {(page) => (
          <PagedTable
            label="Handoffs"
            columns={columnsOf(copilotId)}
            page={page}
            empty="No handoff is like this. A test handoff can be sent from the Health page."
            after={after}
            onPage={(cursor) => change({ after: cursor ?? '' })}
            isTurning={handoffs.isPlaceholderData}
          />
        )}
      </Loaded>
    </Page>
  );
}

const columnsOf = (copilotId: string): Column<Handoff>[] => [
  {
    header: 'User',
    cell: ({ id, user }) => (
      <Link to={`/copilots/${copilotId}/handoffs/${id}`}>{user.name ?? 'Nameless'}</Link>
    ),
  },
  { header: 'Session', cell: ({ sessionId }) => <code>{sessionId}</code> },
  { header: 'State', cell: (handoff) => <HandoffBadge handoff={handoff} /> },
  { header: 'Agent', cell: ({ agent }) => agent?.name ?? '–' },
  {
    header: 'Messages',
    cell: ({ counts }) =>
      `${counts.fromUser} from the user, ${counts.fromAgent} from agents` +
      (counts.failed > 0 ? `, ${counts.failed} failed` : ''),
  },
  { header: 'Started', cell: ({ createdAt }) => <Time at={createdAt} relative /> },
];
