import { randomUUID } from 'node:crypto';
import { answer, takeUp } from './bot';
import type { ChatMessage, Entry } from './entries';
import type { Session } from './session';
import { COPILOT, VISITOR } from './visitor';

interface Said {
  id: string;
  text: string;
  postback?: string;
}

/** @returns the entries for something that the user says now: answered at once, or queued for the agents. */
export function userSays(session: Session, said: Said): Entry[] {
  const message: ChatMessage = {
    ...said,
    from: 'user',
    author: { name: VISITOR.name, avatarUrl: VISITOR.avatar },
    attachments: [],
    actions: [],
    at: new Date().toISOString(),
    seq: null,
  };
  const entry: Entry = { kind: 'message', message };
  // Behind a queue everything queues, so that the order stays what the user typed.
  if (session.handoff !== null || session.queue.length > 0) return [entry];
  return [entry, ...botAnswers(session, message)];
}

/** @returns the bot's answer to one message; where the user asks for a human, the request for a handoff too. */
export function botAnswers(session: Session, message: ChatMessage): Entry[] {
  const { text, handoff } = answer(message.text);
  const reply = botSays(text);
  const entries: Entry[] = [{ kind: 'status', messageId: message.id, value: 'answered' }, reply];
  if (handoff) {
    const transcript = [...session.transcript(), message.id, reply.message.id];
    entries.push({ kind: 'handoff', phase: 'requested', requestId: `req-${randomUUID()}`, transcript });
  }
  return entries;
}

/** @returns the bot's answers to what was meant for agents, and never reached them. */
export function botTakesUp(
  session: Session,
  undelivered: { id: string; text: string; outcome: 'not_sent' | 'unknown' }[],
): Entry[] {
  return undelivered
    .filter((message) => session.status.get(message.id) !== 'answered')
    .flatMap(({ id, text, outcome }) => [
      { kind: 'status', messageId: id, value: 'answered' },
      botSays(takeUp(text, outcome)),
    ]);
}

export function botSays(text: string): Extract<Entry, { kind: 'message' }> {
  return {
    kind: 'message',
    message: {
      id: `bot-${randomUUID()}`,
      from: 'copilot',
      author: COPILOT,
      text,
      attachments: [],
      actions: [],
      at: new Date().toISOString(),
      seq: null,
    },
  };
}
