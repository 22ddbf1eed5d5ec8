import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { HandoffDetail } from '../../../contract/admin-handoffs';
import { useCopilotId } from '../app/copilot-layout';
import { wordsOf } from '../api/client';
import { useChange, useHandoff } from '../api/queries';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Loaded } from '../ui/loaded';
import { Notice } from '../ui/notice';
import { Page, Section } from '../ui/page';
import { Time } from '../ui/time';
import { HandoffBadge } from './handoff-badge';
import { Steps } from './steps';
import { Timeline } from './timeline';

/** One handoff's whole life in one place (R55). */
export function HandoffPage() {
  const { handoffId = '' } = useParams();
  const detail = useHandoff(handoffId);
  return (
    <Loaded query={detail}>
      {(data) => (
        <Page
          title={data.test ? 'Test handoff' : `Handoff of ${data.handoff.user.name ?? 'a nameless user'}`}
        >
          <Facts detail={data} />
          {data.test && (
            <Section title="Steps" help="Open the ticket in Agent Workspace and answer it; then close it.">
              <Steps steps={data.steps} />
            </Section>
          )}
          <Section title="Timeline">
            {data.truncated && <Notice kind="info">Only the newest 500 entries are shown.</Notice>}
            <Timeline entries={data.timeline} />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}

function Facts({ detail: { handoff, links } }: { detail: HandoffDetail }) {
  return (
    <Section title="Handoff">
      <p role="status">
        <HandoffBadge handoff={handoff} />
        {handoff.endDetail !== null && <span className="help"> {handoff.endDetail}</span>}
      </p>
      <dl className="facts">
        <dt>Session</dt>
        <dd>
          <code>{handoff.sessionId}</code>
        </dd>
        <dt>E-mail</dt>
        <dd>
          {handoff.user.email ?? 'none'}
          {handoff.user.email !== null && !handoff.user.verified && ' (not verified)'}
        </dd>
        <dt>Agent</dt>
        <dd>{handoff.agent?.name ?? 'none yet'}</dd>
        <dt>Started</dt>
        <dd>
          <Time at={handoff.createdAt} />
        </dd>
        {handoff.endedAt !== null && (
          <>
            <dt>Ended</dt>
            <dd>
              <Time at={handoff.endedAt} />
            </dd>
          </>
        )}
        {handoff.timers.map(({ name, firesAt }) => (
          <div key={name} className="pair">
            <dt>Timer {name.replaceAll('_', ' ')}</dt>
            <dd>
              <Time at={firesAt} />
            </dd>
          </div>
        ))}
        {handoff.warnings.length > 0 && (
          <>
            <dt>Warnings</dt>
            <dd>{handoff.warnings.map(({ code, detail }) => `${code}: ${detail}`).join(' · ')}</dd>
          </>
        )}
      </dl>
      <p className="links">
        {links.zendesk !== null && (
          <a href={links.zendesk} target="_blank" rel="noreferrer">
            Agent’s ticket
          </a>
        )}
        {links.temporal !== null && (
          <a href={links.temporal} target="_blank" rel="noreferrer">
            Workflow in the Temporal UI
          </a>
        )}
        <Link to={`/copilots/${useCopilotId()}/handoffs`}>All handoffs</Link>
      </p>
      {handoff.state !== 'ended' && <Operate handoffId={handoff.id} />}
    </Section>
  );
}

function Operate({ handoffId }: { handoffId: string }) {
  const [isAsking, setAsking] = useState(false);
  const retry = useChange(() => [`/handoffs/${handoffId}/retry`, { method: 'POST' }]);
  const end = useChange(() => [`/handoffs/${handoffId}/end`, { method: 'POST' }]);
  return (
    <>
      {retry.isError && <Notice kind="error">{wordsOf(retry.error)}</Notice>}
      {retry.isSuccess && (
        <Notice kind="success">It is tried at once, and missed messages are looked for.</Notice>
      )}
      <div className="actions start">
        <Button isPending={retry.isPending} onPress={() => retry.mutate()}>
          Retry now
        </Button>
        <Button kind="danger" onPress={() => setAsking(true)}>
          End the handoff
        </Button>
      </div>
      <Confirm
        title="End this handoff?"
        action="End it"
        isOpen={isAsking}
        isPending={end.isPending}
        error={end.error}
        onClose={() => setAsking(false)}
        onConfirm={() => end.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <p>The bot is back in charge of the chat, and the agent is told.</p>
      </Confirm>
    </>
  );
}
