import { Link } from 'react-router';
import { useCopilotId } from '../app/copilot-layout';
import { useConnectionLog } from '../api/queries';
import { Loaded } from '../ui/loaded';
import { Section } from '../ui/page';
import { Time } from '../ui/time';

/** What the connection did: kept for a week. */
export function ConnectionLog() {
  const copilotId = useCopilotId();
  const log = useConnectionLog(copilotId);
  return (
    <Section
      title="Connection log"
      help="Kept for 7 days. The same thing within ten minutes is counted, not repeated."
    >
      <Loaded query={log}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">Nothing yet.</p>
          ) : (
            <ol className="log">
              {items.map((entry) => (
                <li key={entry.id} className={entry.level}>
                  <Time at={entry.lastAt} />{' '}
                  <span>
                    {entry.level !== 'info' && <strong>{entry.level}: </strong>}
                    {entry.message}
                    {entry.count > 1 && ` (${entry.count} times)`}{' '}
                    {entry.handoffId !== null && (
                      <Link to={`/copilots/${copilotId}/handoffs/${entry.handoffId}`}>the handoff</Link>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Section>
  );
}
