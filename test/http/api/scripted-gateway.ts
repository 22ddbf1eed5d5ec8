import type { HandoffGateway } from '../../../api';
import { Unavailable } from '../../../api/http/errors';

type Start = Parameters<HandoffGateway['start']>;
type Signal = Parameters<HandoffGateway['signal']>;

/** Temporal, played: remembers what it was told, and is away, or without a run, when the script says so. */
export class ScriptedGateway implements HandoffGateway {
  isAway = false;
  /** Handoffs whose run is over. */
  readonly completed = new Set<string>();
  readonly running = new Set<string>();
  readonly starts: { record: Start[0]; timers: Start[1] }[] = [];
  readonly signals: { handoffId: string; name: string; args: readonly unknown[]; requestId: string }[] = [];
  readonly kicks: { copilotId: string; sessionId: string }[] = [];
  /** Runs before a signal is answered; may throw. */
  onSignal: ((name: string, args: readonly unknown[]) => void) | undefined;

  start(...[record, timers]: Start): ReturnType<HandoffGateway['start']> {
    return this.#answer(() => {
      if (this.completed.has(record.handoff.id)) return 'completed';
      this.starts.push({ record, timers });
      this.running.add(record.handoff.id);
      return 'started';
    });
  }

  signal(...[{ handoffId }, name, args, requestId]: Signal): ReturnType<HandoffGateway['signal']> {
    return this.#answer(() => {
      this.onSignal?.(name, args);
      if (!this.running.has(handoffId)) return 'no_run';
      // What the server does with a request id it has seen.
      if (!this.signals.some((known) => known.requestId === requestId && known.handoffId === handoffId)) {
        this.signals.push({ handoffId, name, args, requestId });
      }
      return 'signalled';
    });
  }

  kickCallbacks(copilotId: string, sessionId: string): Promise<void> {
    return this.#answer(() => {
      this.kicks.push({ copilotId, sessionId });
    });
  }

  ping(): Promise<void> {
    return this.#answer(() => undefined);
  }

  /** Signals of one handoff, as `name` and first argument. */
  of(handoffId: string): { name: string; arg: unknown }[] {
    return this.signals
      .filter((signal) => signal.handoffId === handoffId)
      .map(({ name, args }) => ({ name, arg: args[0] }));
  }

  async #answer<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    if (this.isAway) throw new Unavailable('temporal', new Error('scripted'));
    return work();
  }
}
