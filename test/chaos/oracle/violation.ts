/** The invariants of the fault model (reliability-and-security.md §2.1). I12 and I13 are measured by scenarios of their own. */
export type Invariant =
  'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12' | 'I13';

export interface Violation {
  invariant: Invariant;
  session?: string;
  /** What is wrong, with the ids that it is wrong with. */
  what: string;
}
