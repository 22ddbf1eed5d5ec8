import { person } from './callback-effects';
import { botAnswers, botSays } from './dialogue';
import type { ChatMessage, Entry } from './entries';
import type { Chats } from './chats';
import type { Answer, HandoffClient } from './handoff-client';
import { asObject, asText, type Json } from './json';
import type { HandoffView, Session } from './session';
import { VISITOR } from './visitor';

const MOST_TRANSCRIPT = 500;

/** Works off what is written down and not yet done: per chat one thing after another, chats side by side. */
export class Relay {
  private readonly chats: Chats;
  private readonly api: HandoffClient;
  private readonly log: (text: string) => void;
  private readonly busy = new Set<string>();

  constructor(chats: Chats, api: HandoffClient, log: (text: string) => void) {
    this.chats = chats;
    this.api = api;
    this.log = log;
  }

  /** Call it after every change, and for every chat at start. */
  wake(sessionId: string): void {
    if (this.busy.has(sessionId)) return;
    this.busy.add(sessionId);
    this.drain(sessionId).catch((error: unknown) => {
      this.busy.delete(sessionId);
      if (!(error instanceof Error && error.name === 'AbortError'))
        this.log(`${sessionId}: ${String(error)}`);
    });
  }

  private async drain(sessionId: string): Promise<void> {
    for (;;) {
      const session = this.chats.get(sessionId);
      const next = session.queue[0];
      if (session.handoff?.phase === 'requested' && session.handoff.id === null) {
        await this.start(session, session.handoff);
      } else if (next !== undefined) {
        await this.send(session, next);
      } else {
        this.busy.delete(sessionId);
        return;
      }
    }
  }

  private async start(session: Session, handoff: HandoffView): Promise<void> {
    const body = {
      sessionId: session.id,
      user: VISITOR,
      transcript: handoff.transcript.slice(-MOST_TRANSCRIPT).flatMap((id) => transcriptItem(session, id)),
      reason: 'user_request',
    };
    const answer = await this.api.start(body, handoff.requestId);
    // A callback may have been quicker than this answer, and even have ended the handoff.
    if (session.handoff?.requestId !== handoff.requestId || session.handoff.phase !== 'requested') return;
    if (!answer.ok) {
      this.chats.commit(session.id, this.refused(session, answer));
      return;
    }
    this.chats.commit(session.id, [opened(asObject(answer.body['handoff']))]);
  }

  private async send(session: Session, message: ChatMessage): Promise<void> {
    const { id, text, postback } = message;
    const answer = await this.api.sendMessage(session.id, {
      id,
      text,
      ...(postback === undefined ? {} : { postback }),
    });
    if (session.status.get(id) !== 'sending') return;
    if (answer.ok) {
      this.chats.commit(session.id, [{ kind: 'status', messageId: id, value: 'accepted' }]);
    } else if (answer.code === 'handoff_ended' || answer.code === 'handoff_not_found') {
      this.chats.commit(session.id, endedUnseen(session));
      this.chats.commit(session.id, botAnswers(session, message));
    } else {
      this.log(`${session.id}: message ${id} refused: ${answer.status} ${answer.code}`);
      this.chats.commit(session.id, [
        { kind: 'status', messageId: id, value: 'failed', detail: answer.message },
      ]);
    }
  }

  private refused(session: Session, answer: Answer & { ok: false }): Entry[] {
    this.log(`${session.id}: no handoff: ${answer.status} ${answer.code} ${answer.message}`);
    const words =
      answer.code === 'outside_office_hours'
        ? 'Our team is not in right now. I am still here.'
        : 'I could not reach our team. I am still here.';
    return [{ kind: 'handoff', phase: 'refused', reason: answer.code }, botSays(words)];
  }
}

/** 200 instead of 201: the session has an open handoff already, which may be further on. */
function opened(handoff: Json): Entry {
  const handoffId = asText(handoff['id']);
  if (handoffId === null) throw new Error('the answer to the start of a handoff has no handoff.id');
  if (handoff['state'] === 'active') {
    return { kind: 'handoff', phase: 'active', handoffId, agent: person(handoff['agent']) };
  }
  return { kind: 'handoff', phase: handoff['state'] === 'waiting' ? 'waiting' : 'opening', handoffId };
}

/** The handoff is over, and its callback is still on its way. */
function endedUnseen(session: Session): Entry[] {
  const handoffId = session.handoff?.id;
  return typeof handoffId === 'string' ? [{ kind: 'handoff', phase: 'ended', handoffId }] : [];
}

function transcriptItem(session: Session, id: string): Json[] {
  const message = session.messages.get(id);
  if (message === undefined) return [];
  const author = message.from === 'user' ? 'user' : 'copilot';
  return [{ id, author, name: message.author.name, text: message.text, at: message.at }];
}
