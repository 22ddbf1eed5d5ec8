import type { HandoffState } from '../../contract/handoff';
import type { HandoffWork } from './handoff-work';

/** Adds the state event that tells what the row says now. Returns its number. */
export function emitState(handoff: HandoffWork, from: HandoffState | null): number {
  const { row } = handoff;
  return handoff.emit({
    type: 'state',
    state: {
      from,
      to: row.state,
      control: handoff.control,
      attention: row.attention,
      endReason: row.endReason,
      agent: row.agent,
      nextOpeningAt: row.state === 'scheduled' ? (row.notBefore?.toISOString() ?? null) : null,
    },
  });
}
