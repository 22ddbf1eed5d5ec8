import { isObject, objectOf, textOf } from '../message/raw';
import type { IncomingEvent } from './types';

/** `user:merge`: our user or conversation may be the discarded one, so its ids have to be followed (R27). */
export function mergedEvent(
  base: { eventId: string; createdAt?: string },
  type: string,
  payload: Readonly<Record<string, unknown>>,
): IncomingEvent {
  const users = pairOf(payload['mergedUsers']);
  if (users === undefined) {
    return { kind: 'unreadable', eventId: base.eventId, type, problem: 'no mergedUsers' };
  }
  const conversations = pairOf(payload['mergedConversations']);
  if (conversations === undefined && isObject(payload['mergedConversations'])) {
    return { kind: 'unreadable', eventId: base.eventId, type, problem: 'no ids in mergedConversations' };
  }
  return { ...base, kind: 'merged', users, ...(conversations === undefined ? {} : { conversations }) };
}

function pairOf(raw: unknown): { surviving: string; discarded: string } | undefined {
  const pair = objectOf(raw);
  const surviving = textOf(objectOf(pair['surviving'])['id']);
  const discarded = textOf(objectOf(pair['discarded'])['id']);
  return surviving === undefined || discarded === undefined ? undefined : { surviving, discarded };
}
