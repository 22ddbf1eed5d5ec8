export interface IdempotencyStore {
  /** The stored answer of this key; `conflict` when the key was used with another request. Kept for at least 24 h. */
  find(
    copilotId: string,
    key: string,
    requestHash: string,
  ): Promise<{ kind: 'none' } | { kind: 'conflict' } | { kind: 'answer'; status: number; body: string }>;
  save(copilotId: string, key: string, requestHash: string, status: number, body: string): Promise<void>;
}
