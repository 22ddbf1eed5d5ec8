import type { TimelineEntry } from '../../../contract/admin-handoffs';
import type { SessionEvent } from '../../../contract/events';
import { Badge, type Tone } from '../ui/badge';
import { Time } from '../ui/time';

/** Messages, their statuses, states, faults and callbacks, in the order of time. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <p className="empty">Nothing has happened yet.</p>;
  const statuses = statusOf(entries);
  return (
    <ol className="timeline">
      {entries.map((entry, index) => (
        <li key={index} className={entry.kind === 'event' ? entry.event.type : entry.kind}>
          <Time at={entry.at} />
          <div>{describe(entry, statuses)}</div>
        </li>
      ))}
    </ol>
  );
}

/** What has become of each of the user's messages: the last that was said of it. */
function statusOf(entries: readonly TimelineEntry[]): ReadonlyMap<string, string> {
  const statuses = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'event' && entry.event.type === 'message_status') {
      statuses.set(entry.event.status.messageId, entry.event.status.value);
    }
  }
  return statuses;
}

function describe(entry: TimelineEntry, statuses: ReadonlyMap<string, string>) {
  if (entry.kind === 'fault') {
    const { message, count } = entry.fault;
    return (
      <>
        <Badge tone="bad">fault</Badge> {message}
        {count > 1 && ` (${count} times)`}
      </>
    );
  }
  if (entry.kind === 'callback') {
    const { type, status, attempts, lastError } = entry.callback;
    return (
      <>
        <Badge tone={status === 'failed' ? 'bad' : 'neutral'}>callback</Badge> <code>{type}</code> {status},{' '}
        {attempts} {attempts === 1 ? 'attempt' : 'attempts'}
        {lastError !== null && `: ${lastError}`}
      </>
    );
  }
  return <Event event={entry.event} statuses={statuses} />;
}

const DELIVERY_TONES: Record<string, Tone> = {
  delivered: 'good',
  failed: 'bad',
  undelivered: 'bad',
  delayed: 'warn',
};

function Event({ event, statuses }: { event: SessionEvent; statuses: ReadonlyMap<string, string> }) {
  if (event.type === 'state') {
    const { from, to, attention, endReason, agent } = event.state;
    return (
      <>
        <Badge tone="neutral">state</Badge> {from === to ? to : `${from ?? 'new'} → ${to}`}
        {attention !== null && `, held: ${attention.code}`}
        {endReason !== null && `: ${endReason.replaceAll('_', ' ')}`}
        {agent?.name != null && `, agent ${agent.name}`}
      </>
    );
  }
  if (event.type === 'message_status') {
    const { messageId, value, error } = event.status;
    return (
      <>
        <Badge tone={DELIVERY_TONES[value] ?? 'neutral'}>{value}</Badge> message <code>{messageId}</code>
        {error !== null && `: ${error.message}`}
      </>
    );
  }
  const { author, text, attachments, status, afterEnd, id } = event.message;
  const shown = statuses.get(id) ?? status;
  return (
    <>
      <strong>{author.name ?? author.type}</strong>{' '}
      {author.type === 'user' && <Badge tone={DELIVERY_TONES[shown] ?? 'neutral'}>{shown}</Badge>}
      {afterEnd && <Badge tone="warn">after the end</Badge>}
      <p className="words">
        {text}
        {attachments.map(({ name, url }) => (
          <span key={url} className="help">
            {' '}
            [file: {name ?? 'without a name'}]
          </span>
        ))}
      </p>
    </>
  );
}
