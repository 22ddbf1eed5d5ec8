import type { ReactNode } from 'react';

type Kind = 'info' | 'success' | 'warning' | 'error';
const WORD: Record<Kind, string> = { info: 'Note', success: 'Done', warning: 'Attention', error: 'Problem' };

/** Something to be told now. Errors are read out at once, the rest when there is a pause. */
export function Notice({ kind, children }: { kind: Kind; children: ReactNode }) {
  return (
    <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <strong>{WORD[kind]}:</strong> <span>{children}</span>
    </div>
  );
}
