import { isObject, objectOf, textOf } from '../message/raw';
import { conversationEvent } from './conversation-events';
import { mergedEvent } from './merged-event';
import type { IncomingEvent } from './types';

/** One event in our words. Never throws. */
export function readEvent(raw: unknown): IncomingEvent {
  const event = objectOf(raw);
  const eventId = textOf(event['id']);
  const type = textOf(event['type']);
  if (eventId === undefined || type === undefined) {
    const problem = eventId === undefined ? 'no id' : 'no type';
    return { kind: 'unreadable', problem, ...(eventId === undefined ? {} : { eventId }) };
  }
  const createdAt = textOf(event['createdAt']);
  const base = { eventId, ...(createdAt === undefined ? {} : { createdAt }) };
  if (!isObject(event['payload'])) return { kind: 'unreadable', eventId, type, problem: 'no payload' };
  return type === 'user:merge'
    ? mergedEvent(base, type, event['payload'])
    : conversationEvent(base, type, event['payload']);
}
