import type { EndReason } from '../../../contract/handoff';
import type { Chat } from './chat';
import { eventually } from './http';
import type { World } from './world';
import type { Ticket } from './zendesk';

/** One line of the simulator's ground truth; which keys are there depends on `kind`. */
export interface LogItem {
  n: number;
  at: string;
  kind: string;
  action?: string;
  conversationId?: string;
  messageId?: string;
  author?: { type: string };
  content?: { type: string; text?: string };
  metadata?: Record<string, unknown> | null;
  [key: string]: unknown;
}

/** One request that the simulator got, as `GET /simulator/requests` has it. */
export interface RequestItem {
  appId: string;
  op: string | null;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  status: number | null;
  answer: unknown;
  fault: string | null;
}

/** One attempt at a webhook, as `GET /simulator/deliveries` has it. */
export interface DeliveryItem {
  /** When the attempt began. */
  at: string;
  durationMs: number;
  attempt: number;
  eventIds: string[];
  types: string[];
  body: unknown;
  target: string;
  status: number | null;
  outcome: string;
}

export async function itemsOf<T>(world: World, ledger: string, appId?: string): Promise<T[]> {
  const query = appId === undefined ? '' : `?appId=${appId}`;
  return (await world.zendesk.call<{ items: T[] }>('GET', `/simulator/${ledger}${query}`)).items;
}

/** R20: a message that nobody held control for would have woken the default responder. */
export async function expectNoStrayTicket(world: World): Promise<void> {
  const { items } = await world.zendesk.call<{ items: Ticket[] }>('GET', '/workspace/api/tickets');
  expect(items.filter(({ stray }) => stray)).toEqual([]);
}

/** What was said in Zendesk in an app, in commit order, whoever could see it. */
export async function saidInZendesk(world: World, appId: string): Promise<string[]> {
  const log = (await world.zendesk.log(appId)) as LogItem[];
  return log.filter(({ kind }) => kind === 'message').map(({ content }) => content?.text ?? '');
}

/** How often something was made in Zendesk: `made(world, appId, 'ticket')`. */
export async function made(world: World, appId: string, kind: string): Promise<number> {
  const log = (await world.zendesk.log(appId)) as LogItem[];
  return log.filter((item) => item.kind === kind && item.action === 'create').length;
}

/** One end, with this reason, for the session's log and for the copilot's backend; the copilot speaks again. */
export async function expectOneEnd(chat: Chat, reason: EndReason): Promise<void> {
  const states = await chat.states();
  expect(states.filter(({ to }) => to === 'ended')).toMatchObject([
    { control: 'copilot', endReason: reason },
  ]);
  expect(states.at(-1)?.to).toBe('ended');
  const ends = chat.callbacks().filter(({ type }) => type === 'handoff.ended');
  expect(ends.map(({ data }) => 'reason' in data && data.reason)).toEqual([reason]);
}

/** Every accepted message has exactly one outcome, told once to the session and once to the copilot's backend. */
export async function expectAccounted(chat: Chat, accepted: string[]): Promise<void> {
  const outcomes = (await chat.statuses()).filter(({ value }) => value !== 'delayed');
  expect(outcomes.map(({ messageId }) => messageId).toSorted()).toEqual(accepted.toSorted());
  const told = () =>
    chat
      .callbacks()
      .flatMap(({ type, data }) =>
        (type === 'message.delivered' || type === 'message.failed') && 'messageId' in data
          ? [data.messageId]
          : [],
      );
  await eventually(() => told().length >= accepted.length);
  expect(told().toSorted()).toEqual(accepted.toSorted());
  const { counts, undelivered, state } = await chat.handoff();
  const lost = outcomes.filter(({ value }) => value === 'undelivered').map(({ messageId }) => messageId);
  expect(undelivered.map(({ id }) => id)).toEqual(lost);
  expect(counts).toMatchObject({ fromUser: accepted.length, queued: 0 });
  expect(counts.delivered + counts.failed).toBe(accepted.length);
  if (state !== 'ended') return;
  const end = chat.callbacks().find(({ type }) => type === 'handoff.ended');
  const listed = end?.type === 'handoff.ended' ? end.data.undelivered.map(({ id }) => id) : undefined;
  expect(listed).toEqual(lost);
}
