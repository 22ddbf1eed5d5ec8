import type { CheckProgress } from '../../../contract/admin-health';
import { CHECKS } from '../api/verification';

const STATES: Record<CheckProgress['state'], { sign: string; word: string }> = {
  running: { sign: '…', word: 'running' },
  passed: { sign: '✓', word: 'passed' },
  warning: { sign: '!', word: 'passed, with a note' },
  failed: { sign: '✕', word: 'failed' },
  not_checked: { sign: '–', word: 'not checked' },
};

/** Each step of the verification, its state as a word too, and what to do where it failed. */
export function Checklist({ checks }: { checks: readonly CheckProgress[] }) {
  const byName = new Map(checks.map((check) => [check.name, check]));
  return (
    <ol className="checklist" aria-live="polite" aria-label="Checklist">
      {CHECKS.map(([name, label], n) => {
        const check = byName.get(name);
        const detail = check?.detail ?? '';
        // "Repair the step above first" is said once, not in each line below.
        const isSaid = detail === byName.get(CHECKS[n - 1]?.[0] ?? name)?.detail && n > 0;
        const state = check?.state ?? 'not_checked';
        const { sign, word } = STATES[state];
        return (
          <li key={name} className={state} data-check={name} data-state={state}>
            <span className="sign" aria-hidden="true">
              {sign}
            </span>
            <div>
              <strong>{label}</strong> <span className="word">{word}</span>
              {detail !== '' && !isSaid && <p>{detail}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
