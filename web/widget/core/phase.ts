import type { StateEvent } from '../../../contract/events';
import type { Agent, EndReason } from '../../../contract/handoff';

/** Who has the conversation, in the words of the user. */
export type Phase =
  | { name: 'copilot'; endReason: EndReason | null }
  | { name: 'transferring' }
  | { name: 'closed'; opensAt: string | null }
  | { name: 'waiting' }
  | { name: 'agent'; agent: Agent };

export type PhaseName = Phase['name'];

export function phaseOf(event: StateEvent | null): Phase {
  if (event === null) return { name: 'copilot', endReason: null };
  const { to, agent, nextOpeningAt, endReason } = event.state;
  switch (to) {
    case 'scheduled':
      return { name: 'closed', opensAt: nextOpeningAt };
    case 'opening':
      return { name: 'transferring' };
    case 'waiting':
      return nextOpeningAt === null ? { name: 'waiting' } : { name: 'closed', opensAt: nextOpeningAt };
    case 'active':
      return agent === null ? { name: 'waiting' } : { name: 'agent', agent };
    case 'ended':
      return { name: 'copilot', endReason };
  }
}

/** Whether agents, and not the copilot, are to answer. */
export function isHandoff(phase: Phase): boolean {
  return phase.name !== 'copilot';
}
