import { Link, useSearchParams } from 'react-router';
import type { Handoff } from '../../../contract/handoff';
import { useCopilotId } from '../app/copilot-layout';
import { useHandoffs } from '../api/queries';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
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
  const query = new URLSearchParams({ filter, limit: '25' });
  if (session !== '') query.set('session', session);
  const after = params.get('after');
  if (after !== null) query.set('after', after);
  const handoffs = useHandoffs(copilotId, query.toString());
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
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <p className="empty">
                No handoff is like this. A test handoff can be sent from the Health page.
              </p>
            ) : (
              <HandoffTable copilotId={copilotId} items={items} />
            )}
            <div className="actions start">
              {after !== null && <Button onPress={() => change({})}>Newest</Button>}
              {next !== null && <Button onPress={() => change({ after: next })}>Older</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function HandoffTable({ copilotId, items }: { copilotId: string; items: readonly Handoff[] }) {
  return (
    <div className="table-box" role="region" aria-label="Handoffs" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">User</th>
            <th scope="col">Session</th>
            <th scope="col">State</th>
            <th scope="col">Agent</th>
            <th scope="col">Messages</th>
            <th scope="col">Started</th>
          </tr>
        </thead>
        <tbody>
          {items.map((handoff) => (
            <tr key={handoff.id}>
              <td>
                <Link to={`/copilots/${copilotId}/handoffs/${handoff.id}`}>
                  {handoff.user.name ?? 'Nameless'}
                </Link>
              </td>
              <td>
                <code>{handoff.sessionId}</code>
              </td>
              <td>
                <HandoffBadge handoff={handoff} />
              </td>
              <td>{handoff.agent?.name ?? '–'}</td>
              <td>
                {handoff.counts.fromUser} from the user, {handoff.counts.fromAgent} from agents
                {handoff.counts.failed > 0 && `, ${handoff.counts.failed} failed`}
              </td>
              <td>
                <Time at={handoff.createdAt} relative />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
