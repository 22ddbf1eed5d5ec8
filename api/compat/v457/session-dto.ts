import { createHash } from 'node:crypto';
import type { Message, MessageEvent, SessionEvent } from '../../../contract/events';
import type { HostedSession } from '../../../store/types';
import type { SessionService } from '../../hosted/service';
import { extraOf } from './extra';

const MAX_PREVIEW = 200;
/** While a bot's answer is awaited this widget sends nothing; one that never comes may not lock the visitor out for good. */
const ANSWER_AWAITED_MS = 60_000;

interface Assignee {
  kind: 'human' | 'ai' | 'none';
  name: string | null;
  avatarUrl: string | null;
}

export interface SessionDto {
  id: string;
  ticketNumber: number;
  title: null;
  createdAt: string;
  updatedAt: string;
  isHandedOff: boolean;
  isOpened: boolean;
  assignee: Assignee;
  channel: 'web';
  isVerified: boolean;
  lastMessage: string | null;
  modeId: null;
  latestStateCheckpointPayload: Record<string, unknown> | null;
  sessionAttributes: Record<string, never>;
}

/**
 * A session as this widget sees it. Of a closed one every change makes the widget ask again at once, so nothing of it may
 * depend on anything that still moves.
 */
export async function toSessionDto(
  sessions: SessionService,
  session: HostedSession,
  events: readonly SessionEvent[],
): Promise<SessionDto> {
  const last = lastMessageIn(events);
  const at = session.closedAt?.toISOString() ?? events.at(-1)?.at ?? session.createdAt.toISOString();
  return {
    id: session.id,
    ticketNumber: numberOf(session.id),
    title: null,
    createdAt: session.createdAt.toISOString(),
    updatedAt: at,
    isHandedOff: session.closedAt === null && session.control === 'handoff',
    isOpened: session.closedAt === null,
    assignee: await assigneeOf(sessions, session, events, last),
    channel: 'web',
    isVerified: session.identity !== null,
    lastMessage: session.closedAt === null ? previewIn(events) : extraOf(session).closedWith,
    modeId: null,
    latestStateCheckpointPayload: extraOf(session).checkpoint,
    sessionAttributes: {},
  };
}

async function assigneeOf(
  sessions: SessionService,
  session: HostedSession,
  events: readonly SessionEvent[],
  last: MessageEvent | undefined,
): Promise<Assignee> {
  const nobody: Assignee = { kind: 'none', name: null, avatarUrl: null };
  if (session.closedAt !== null) return nobody;
  if (session.control === 'copilot') {
    // `ai` behind a message of the visitor means: an answer is coming, send nothing until then.
    return isAnswerComing(events, last) ? { ...nobody, kind: 'ai' } : nobody;
  }
  const agent = (await sessions.handoff(session))?.handoff.agent;
  if (agent == null) return nobody;
  return { kind: 'human', name: agent.name, avatarUrl: pictureOf(agent.id, events) };
}

/** Out of the log, where the picture is under an address that this browser may load. */
function pictureOf(agentId: string | null, events: readonly SessionEvent[]): string | null {
  const pictures = events.flatMap((event) => {
    const agent =
      event.type === 'message' ? event.message.author : event.type === 'state' ? event.state.agent : null;
    return agent?.id === agentId && agent.avatarUrl !== null ? [agent.avatarUrl] : [];
  });
  return pictures.at(-1) ?? null;
}

function isAnswerComing(events: readonly SessionEvent[], last: MessageEvent | undefined): boolean {
  if (last?.message.origin !== 'user') return true;
  if (Date.now() - Date.parse(last.at) > ANSWER_AWAITED_MS) return false;
  return !events.some(
    (event) =>
      event.type === 'message_status' &&
      event.status.messageId === last.message.id &&
      event.status.value !== 'delayed',
  );
}

function lastMessageIn(events: readonly SessionEvent[]): MessageEvent | undefined {
  return events.filter((event): event is MessageEvent => event.type === 'message').at(-1);
}

/** What was said last, cut short. */
function previewIn(events: readonly SessionEvent[]): string | null {
  return previewOf(lastMessageIn(events)?.message);
}

export function previewOf(message: Pick<Message, 'text' | 'attachments'> | undefined): string | null {
  if (message === undefined) return null;
  const text = message.text ?? message.attachments[0]?.name ?? '';
  return text.length <= MAX_PREVIEW ? text : `${text.slice(0, MAX_PREVIEW - 1)}…`;
}

/** A number that a visitor can say on the phone; the same for one session always. */
function numberOf(sessionId: string): number {
  return (createHash('sha256').update(sessionId).digest().readUInt32BE() % 900_000_000) + 100_000_000;
}
