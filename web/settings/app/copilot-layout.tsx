import { Link, NavLink, Outlet, useParams } from 'react-router';
import { useConnection, useCopilot } from '../api/queries';
import { Loaded } from '../ui/loaded';
import { StatusBadge } from '../connection/status-badge';

const TABS: readonly [path: string, label: string][] = [
  ['', 'Copilot'],
  ['zendesk', 'Integrations: Zendesk'],
  ['preferences', 'Handoff preferences'],
  ['health', 'Health'],
  ['handoffs', 'Handoffs'],
];

/** One copilot: where we are, how its connection is, and its pages. */
export function CopilotLayout() {
  const copilotId = useCopilotId();
  const copilot = useCopilot(copilotId);
  const connection = useConnection(copilotId, true);
  return (
    <>
      <nav aria-label="Breadcrumb" className="crumbs">
        <Link to="/copilots">Copilots</Link>
        <span aria-hidden="true"> › </span>
        <span>{copilot.data?.name ?? copilotId}</span>{' '}
        {connection.data !== undefined && <StatusBadge connection={connection.data.connection} />}
      </nav>
      <nav aria-label="Copilot" className="tabs">
        {TABS.map(([path, label]) => (
          <NavLink key={path} to={`/copilots/${copilotId}${path === '' ? '' : `/${path}`}`} end={path === ''}>
            {label}
          </NavLink>
        ))}
      </nav>
      {/* Made anew for another copilot: what is typed into a form must not go with it. */}
      <Loaded query={copilot}>{() => <Outlet key={copilotId} />}</Loaded>
    </>
  );
}

/** The copilot that the address names. */
export function useCopilotId(): string {
  const { copilotId } = useParams();
  if (copilotId === undefined) throw new Error('the address names no copilot');
  return copilotId;
}
