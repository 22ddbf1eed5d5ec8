/** One way of a message through a system, measured from its sender's call. */
export interface Path {
  name: 'floor' | 'webhook → session' | 'user → Zendesk';
  /** Sends one message in the nth session. Resolves when it has arrived at the other end, and was acknowledged. */
  send(session: number): Promise<unknown>;
}
