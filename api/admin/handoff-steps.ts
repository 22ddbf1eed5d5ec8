import type { HandoffStep } from '../../contract/admin-handoffs';
import type { Handoff } from '../../contract/handoff';

type Name = HandoffStep['name'];

/** How far a handoff has come, in the five steps that an admin can follow with their own eyes in Zendesk. */
export function stepsOf(handoff: Handoff): HandoffStep[] {
  const { state, conversationId, acceptedAt, activeAt, endedAt, agent, endReason, endDetail } = handoff;
  const hasEnded = state === 'ended';
  const reached: [Name, boolean, string | null, string][] = [
    ['accepted', true, handoff.createdAt, 'The handoff is durable: it survives every restart.'],
    ['conversation', conversationId !== null, null, `Conversation ${conversationId ?? ''} in Zendesk`],
    ['agent_workspace', acceptedAt !== null, acceptedAt, 'Agent Workspace has it: the ticket is there.'],
    ['agent_answered', activeAt !== null, activeAt, `${agent?.name ?? 'An agent'} has answered.`],
    ['ended', hasEnded, endedAt, `Ended: ${endReason ?? ''}${endDetail === null ? '' : ` (${endDetail})`}`],
  ];
  const current = reached.findIndex(([, done]) => !done);
  return reached.map(([name, done, at, detail], index): HandoffStep => {
    if (done) return { name, state: isFailure(name, handoff) ? 'failed' : 'done', at, detail };
    if (hasEnded) return { name, state: 'skipped', at: null, detail: 'It ended before this.' };
    if (index !== current) return { name, state: 'waiting', at: null, detail: '' };
    return {
      name,
      state: WAITS_FOR_AGENT.has(name) ? 'waiting' : 'running',
      at: null,
      detail: now(name, handoff),
    };
  });
}

const WAITS_FOR_AGENT: ReadonlySet<Name> = new Set(['agent_answered', 'ended']);

function isFailure(name: Name, { endReason }: Handoff): boolean {
  return name === 'ended' && endReason === 'failed';
}

function now(name: Name, { attention, state }: Handoff): string {
  if (attention?.code === 'credentials') return 'Held: Zendesk refuses the key. Save working credentials.';
  if (attention?.code === 'zendesk_unavailable')
    return 'Held: Zendesk does not answer; it is tried again and again.';
  if (state === 'scheduled') return 'Held until the office opens.';
  switch (name) {
    case 'agent_answered':
      return 'Open the ticket in Agent Workspace and answer it.';
    case 'ended':
      return 'End the conversation or close the ticket in Agent Workspace.';
    default:
      return 'Under way.';
  }
}
