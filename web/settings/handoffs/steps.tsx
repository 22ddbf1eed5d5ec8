import type { HandoffStep } from '../../../contract/admin-handoffs';
import { Time } from '../ui/time';

const LABELS: Record<HandoffStep['name'], string> = {
  accepted: 'Accepted by us',
  conversation: 'Conversation made in Zendesk',
  agent_workspace: 'Passed to Agent Workspace',
  agent_answered: 'An agent answered',
  ended: 'Ended; the bot is back',
};
const SIGNS: Record<HandoffStep['state'], string> = {
  done: '✓',
  running: '…',
  waiting: '○',
  failed: '✕',
  skipped: '–',
};

export function Steps({ steps }: { steps: readonly HandoffStep[] }) {
  return (
    <ol className="checklist" aria-live="polite" aria-label="Steps">
      {steps.map(({ name, state, at, detail }) => (
        <li key={name} className={state === 'done' ? 'passed' : state} data-step={name} data-state={state}>
          <span className="sign" aria-hidden="true">
            {SIGNS[state]}
          </span>
          <div>
            <strong>{LABELS[name]}</strong> <span className="word">{state}</span>{' '}
            {at !== null && (
              <span className="help">
                <Time at={at} />
              </span>
            )}
            {detail !== '' && <p>{detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
