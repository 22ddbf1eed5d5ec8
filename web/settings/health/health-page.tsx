import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Health } from '../../../contract/admin-health';
import type { Handoff } from '../../../contract/handoff';
import { useCopilotId } from '../app/copilot-layout';
import { ApiError, wordsOf } from '../api/client';
import { copilotPath, useChange, useHealth } from '../api/queries';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { Notice } from '../ui/notice';
import { Page, Section } from '../ui/page';
import { Time } from '../ui/time';
import { CallbackTable } from './callback-table';
import { ConnectionLog } from './connection-log';

const STATUS: Record<Health['status'], { tone: 'good' | 'bad' | 'neutral'; word: string }> = {
  active: { tone: 'good', word: 'Active' },
  needs_attention: { tone: 'bad', word: 'Needs attention' },
  disconnected: { tone: 'neutral', word: 'Disconnected' },
};

/** Whether handoffs work, now. */
export function HealthPage() {
  const copilotId = useCopilotId();
  const health = useHealth(copilotId);
  if (health.error instanceof ApiError && health.error.code === 'not_connected') return <NotConnected />;
  return (
    <Page title="Health" lead="It renews itself every few seconds.">
      <Loaded query={health}>{(data) => <Overview health={data} />}</Loaded>
      <TestHandoff />
      <CallbackTable />
      <ConnectionLog />
    </Page>
  );
}

function Overview({ health }: { health: Health }) {
  const copilotId = useCopilotId();
  const { tone, word } = STATUS[health.status];
  const { handoffs, callbacks, events } = health;
  const to = `/copilots/${copilotId}/handoffs`;
  return (
    <Section title="Connection">
      <p role="status" data-health={health.status}>
        <Badge tone={tone}>{word}</Badge>{' '}
        <span className="help">
          {health.lastCheckedAt === null ? (
            'Zendesk is asked within a minute'
          ) : (
            <>
              Zendesk was last asked <Time at={health.lastCheckedAt} relative />
            </>
          )}
        </span>
      </p>
      {health.problem !== null && (
        <Notice kind="error">
          {health.problem.message} (since <Time at={health.problem.since} />){' '}
          <Link to={`/copilots/${copilotId}/zendesk`}>To the connection</Link>
        </Notice>
      )}
      <dl className="figures">
        <Figure label="Open handoffs" value={handoffs.open} to={`${to}?filter=open`} />
        <Figure label="Held" value={handoffs.held} to={`${to}?filter=held`} isBad />
        <Figure label="Failed in 3 days" value={handoffs.failed} to={`${to}?filter=failed`} isBad />
        <Figure label="Callbacks pending" value={callbacks.pending} />
        <Figure label="Callbacks failed" value={callbacks.failed} isBad />
        <Figure label="Events ignored in 3 days" value={events.ignored} />
      </dl>
      <p>
        {events.status === 'waiting' ? (
          <Badge tone="busy">Waiting for the first event …</Badge>
        ) : (
          <>
            Last event <Time at={events.lastAt} relative />
          </>
        )}
      </p>
    </Section>
  );
}

function Figure(props: { label: string; value: number; to?: string; isBad?: boolean }) {
  const { label, value, to, isBad = false } = props;
  return (
    <div className={isBad && value > 0 ? 'figure bad' : 'figure'}>
      <dt>{label}</dt>
      <dd>
        {to === undefined ? (
          value
        ) : (
          <Link to={to} aria-label={`${label}: ${value}`}>
            {value}
          </Link>
        )}
      </dd>
    </div>
  );
}

function TestHandoff() {
  const copilotId = useCopilotId();
  const navigate = useNavigate();
  const [isRunning, setRunning] = useState(false);
  const test = useChange<{ handoff: Handoff }>(() => [
    `${copilotPath(copilotId)}/zendesk/test-handoff`,
    { method: 'POST' },
  ]);
  const start = () => {
    setRunning(true);
    test.mutate(undefined, {
      onSuccess: ({ handoff }) => void navigate(`/copilots/${copilotId}/handoffs/${handoff.id}`),
      onSettled: () => setRunning(false),
    });
  };
  return (
    <Section
      title="Test"
      help="Makes a real ticket in Zendesk, marked as a test, and shows each step while you answer it there as an agent."
    >
      {test.isError && <Notice kind="error">{wordsOf(test.error)}</Notice>}
      <Button kind="primary" isPending={isRunning} onPress={start}>
        Send a test handoff
      </Button>
    </Section>
  );
}

function NotConnected() {
  return (
    <Page title="Health">
      <p className="empty">
        Nothing to be seen: this copilot is not connected.{' '}
        <Link to={`/copilots/${useCopilotId()}/zendesk`}>Connect with Zendesk</Link>
      </p>
    </Page>
  );
}
