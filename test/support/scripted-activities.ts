import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { Activities, Pulled } from '../../activities';

/** One call of an activity, in the order in which they were made. */
export interface Call {
  name: string;
  input: Record<string, unknown>;
  attempt: number;
  /** When the server scheduled this attempt, by its own (skipped) clock, epoch milliseconds. */
  atMs: number;
}

/** What the activities of a scene answer. May throw, may never settle: it is let go at the end of its scene. */
export type Script = { [K in keyof Activities]?: (input: never, attempt: number) => unknown };

/** What an activity answers when the test says nothing: all is well. */
const QUIET: Record<string, (input: Record<string, unknown>, calls: readonly Call[]) => unknown> = {
  ensureConversation: () => ({ conversationId: 'c'.repeat(24), cutoff: null }),
  postTranscript: () => ({ firstMessageId: 'f'.repeat(24) }),
  relayToZendesk: (input) => ({ n: input['upTo'] }),
  pull: (_, calls): Pulled => ({
    messages: [],
    cursor: null,
    agentsInControl: calls.every(({ name }) => name !== 'returnToSeat'),
    more: false,
  }),
  deliverToSession: () => ({ agentChanged: false }),
};

const NAMES = [
  ...['ensureUser', 'ensureConversation', 'takeControl', 'postTranscript', 'passToAgents'],
  ...['relayToZendesk', 'pull', 'tellAgent', 'returnToSeat'],
  ...['beginOpening', 'acceptHandoff', 'setAttention', 'setTimers', 'nudgeUser', 'markDelayed'],
  ...['reviveMessage', 'deliverToSession', 'failOpening', 'finishHandoff'],
];

/** A Zendesk fault as the activities report it. */
export function zendeskFault(kind: string, options: { final?: boolean; retryAfterMs?: number } = {}) {
  const { final = false, retryAfterMs } = options;
  return ApplicationFailure.create({
    type: `zendesk.${kind}`,
    message: `scripted ${kind}`,
    nonRetryable: final,
    ...(retryAfterMs === undefined ? {} : { details: [{ retryAfterMs }], nextRetryDelay: retryAfterMs }),
  });
}

/** For a call that waits until the test lets it go. */
export function gate(): { isShut: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const isShut = new Promise<void>((resolve) => (open = resolve));
  return { isShut, open };
}

/** The activities of one handoff on the stage. */
interface Role {
  calls: Call[];
  /** From now on every call is answered quietly, also those under way: nothing keeps the run from its end. */
  release(): void;
}

/** One set of activities for a worker that plays many scenes one after another; calls find their script by handoff id. */
export function createScriptedActivities() {
  const roles = new Map<string, Role & { script: Script; released: Promise<void>; isReleased: boolean }>();
  const activities = Object.fromEntries(
    NAMES.map((name) => [
      name,
      async (input: Record<string, unknown>): Promise<unknown> => {
        const { info, cancelled } = Context.current();
        const role = roles.get(String(input['handoffId']));
        const quiet = () => QUIET[name]?.(input, role?.calls ?? []);
        if (role === undefined || role.isReleased) return quiet();
        const { attempt, currentAttemptScheduledTimestampMs: atMs } = info;
        role.calls.push({ name, input, attempt, atMs });
        const scripted = role.script[name as keyof Script];
        if (scripted === undefined) return quiet();
        // A call that hangs ends as a cancelled HTTP request would, or with its scene: while an activity is under way, the
        // time-skipping server's clock runs in real time, and one that outlives its run stops the skipping for good.
        return await Promise.race([scripted(input as never, attempt), cancelled, role.released.then(quiet)]);
      },
    ]),
  );
  return {
    activities,
    cast(handoffId: string, script: Script): Role {
      const { isShut: released, open } = gate();
      const role = {
        calls: [],
        script,
        released,
        isReleased: false,
        release() {
          role.isReleased = true;
          open();
        },
      };
      roles.set(handoffId, role);
      return role;
    },
  };
}
