import type { Toxic } from '../cluster/toxiproxy';

/** Everything that is done in a run, and when, as JSON: made from a seed, kept with the run, cut down by the shrinker. */
export interface Plan {
  seed: number;
  sessions: SessionPlan[];
  nemesis: NemesisOp[];
}

export interface SessionPlan {
  name: string;
  /** Index of the tenant. */
  tenant: number;
  startAtMs: number;
  words: WordPlan[];
  end: { atMs: number; by: 'user' | 'copilot' | 'agent' | 'ticket' } | null;
}

export interface WordPlan {
  atMs: number;
  from: 'user' | 'agent';
  id: string;
  /** This user gives up when the first try does not succeed: the outcome then is unknown, and may be either. */
  givesUp?: true;
}

/** What is said under an id, so that words can be told from ids. */
export const wordsOf = (id: string) => `says ${id}`;

export type NemesisOp = { id: number; atMs: number; forMs: number } & (
  | { do: 'kill' | 'term' | 'freeze' | 'handles' | 'heap'; part: string }
  | { do: 'tcp'; proxy: string; toxic: Toxic }
  | { do: 'rule'; rule: Record<string, unknown> }
  | { do: 'lock'; table: string }
  | { do: 'refuse'; status: number }
);
