export interface BotAnswer {
  text: string;
  /** The user asks for a human. */
  handoff: boolean;
}

export const GREETING = 'Hey! happy to help.';

const HUMAN =
  /\b(human|agent|person|people|someone|somebody|representative|operator|support team|real one)\b/i;

const ANSWERS: [RegExp, string][] = [
  [/\b(hours?|open|opening|close[sd]?)\b/i, 'We are open from Monday to Friday, 9:00 to 17:00.'],
  [
    /\b(order|parcel|package|delivery|shipping|track)\b/i,
    'Orders leave us within one working day and arrive in two to four days. The tracking link is in your confirmation e-mail.',
  ],
  [
    /\b(refunds?|returns?|money back)\b/i,
    'You can return anything within 30 days; the refund takes five days.',
  ],
  [/\b(prices?|costs?|plans?|pricing)\b/i, 'The Starter plan is 19 € a month, the Team plan 49 €.'],
  [/\b(thanks?|thank you|cheers)\b/i, 'You are welcome! Anything else?'],
  [/\b(hi|hello|hey|good (morning|afternoon|evening))\b/i, 'Hello! What can I do for you?'],
];

const UNKNOWN =
  'I do not know that one. Ask me about opening hours, orders, refunds or prices, or say “human”.';

/** The whole intelligence of this bot: put your model here. */
export function answer(text: string): BotAnswer {
  if (HUMAN.test(text)) return { text: 'One moment, I will get a human for you.', handoff: true };
  const known = ANSWERS.find(([pattern]) => pattern.test(text));
  return { text: known?.[1] ?? UNKNOWN, handoff: false };
}

/**
 * For what the user said to people who are gone: the bot takes it up, and does not start a handoff by itself.
 *
 * @param seen `unknown`: nobody can tell whether an agent read it.
 */
export function takeUp(text: string, seen: 'not_sent' | 'unknown'): string {
  const quote = `“${text.length > 80 ? `${text.slice(0, 80)}…` : text}”`;
  const start =
    seen === 'unknown' ? `I am not sure that our team saw ${quote}.` : `Our team did not see ${quote}.`;
  const reply = answer(text);
  return `${start} ${reply.handoff ? 'Say “human” and I will try again.' : reply.text}`;
}
