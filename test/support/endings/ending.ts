import fc from 'fast-check';

/** What happens around an end, one after another. */
export type Step =
  /** The user's next message is accepted by the API: stored, then signalled. */
  | { do: 'user' }
  /** An agent says the nth message, in Zendesk. */
  | { do: 'agent'; n: number }
  /** The webhook of it comes. */
  | { do: 'webhook'; n: number }
  | { do: 'end'; by: EndBy };

export type EndBy = 'user_ended' | 'copilot_ended' | 'operator_ended' | 'ticket_closed' | 'agent_ended';

export interface Ending {
  steps: Step[];
  /** Before each step, ms; 0: at the same time as the one before it. */
  pausesMs: number[];
  /** Webhooks come only after the end: what they tell must be found by the last look. */
  lateWebhooks: boolean;
  /** How long a call takes: a message to Zendesk, a look at it, a message into the session. */
  relayMs: number;
  pullMs: number;
  deliverMs: number;
}

const WORDS = 3;
const LONGEST = 3 + 3 * WORDS;

/** One to three ends, in any order among the last words of both sides, some at once. Webhooks may come in any order, but after what they tell. */
export const endingArbitrary: fc.Arbitrary<Ending> = fc
  .record({
    ends: fc.array(
      fc.constantFrom<EndBy>('user_ended', 'copilot_ended', 'operator_ended', 'ticket_closed', 'agent_ended'),
      { minLength: 1, maxLength: 3 },
    ),
    users: fc.integer({ min: 0, max: WORDS }),
    agents: fc.integer({ min: 0, max: WORDS }),
    places: fc.array(fc.nat(10_000), { minLength: LONGEST, maxLength: LONGEST }),
    pausesMs: fc.array(fc.oneof(fc.constant(0), fc.nat(25)), { minLength: LONGEST, maxLength: LONGEST }),
    lateWebhooks: fc.boolean(),
    relayMs: fc.nat(30),
    pullMs: fc.nat(30),
    deliverMs: fc.nat(15),
  })
  .map(({ ends, users, agents, places, pausesMs, ...rest }) => {
    const numbers = Array.from({ length: agents }, (_, n) => n + 1);
    const steps: Step[] = [
      ...ends.map((by): Step => ({ do: 'end', by })),
      ...Array.from({ length: users }, (): Step => ({ do: 'user' })),
      ...numbers.map((n): Step => ({ do: 'agent', n })),
      ...numbers.map((n): Step => ({ do: 'webhook', n })),
    ];
    const order = new Map(steps.map((step, index) => [step, places[index] ?? 0]));
    const shuffled = steps.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    return { steps: causal(shuffled), pausesMs: pausesMs.slice(0, steps.length), ...rest };
  });

/** An agent's messages are said in the order of their numbers, and a webhook comes after its message: places are swapped until it does. */
function causal(steps: readonly Step[]): Step[] {
  let said = 0;
  const told = new Set<number>();
  const early: Step[] = [];
  return steps.flatMap((step) => {
    if (step.do === 'webhook' && step.n > said) {
      early.push(step);
      return [];
    }
    if (step.do === 'webhook') told.add(step.n);
    if (step.do !== 'agent') return [step];
    said += 1;
    const due = early.filter((one) => one.do === 'webhook' && one.n <= said && !told.has(one.n));
    for (const one of due) if (one.do === 'webhook') told.add(one.n);
    return [{ do: 'agent', n: said } as const, ...due];
  });
}
