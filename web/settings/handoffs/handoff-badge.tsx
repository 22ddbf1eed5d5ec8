import type { Handoff } from '../../../contract/handoff';
import { Badge, type Tone } from '../ui/badge';

const TONES: Record<Handoff['state'], Tone> = {
  scheduled: 'neutral',
  opening: 'busy',
  waiting: 'warn',
  active: 'good',
  ended: 'neutral',
};
const HELD = { credentials: 'held: credentials', zendesk_unavailable: 'held: Zendesk away' } as const;

/** The state, and whether it is held. */
export function HandoffBadge({ handoff }: { handoff: Handoff }) {
  return (
    <>
      <Badge tone={TONES[handoff.state]}>{handoff.state}</Badge>
      {handoff.attention !== null && (
        <>
          {' '}
          <Badge tone="bad">{HELD[handoff.attention.code]}</Badge>
        </>
      )}
      {handoff.endReason !== null && <span className="help"> {handoff.endReason.replaceAll('_', ' ')}</span>}
    </>
  );
}
