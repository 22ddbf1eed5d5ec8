import type { BotMessage, HistoryEntry } from '../../contract/bot';
import type { Action, Message, MessageStatus } from '../../contract/events';
import type { Control, EndReason, StartHandoff, UserMessageInput } from '../../contract/handoff';
import type { WidgetUser } from '../../contract/widget';
import type { Secret } from '../../config/secret';
import type { AcceptResult, HandoffRecord } from './records';

/** What a signed identity says; kept apart from what the page says. */
export interface VerifiedIdentity {
  id: string;
  name?: string | undefined;
  email?: string | undefined;
  avatar?: string | undefined;
  phone?: string | undefined;
  customData?: Record<string, unknown> | undefined;
}

/** A session that we minted: its id is a name, its token opens it. */
export interface HostedSession {
  copilotId: string;
  id: string;
  control: Control;
  lastSeq: number;
  /** As the page says it; nobody vouches for it. */
  user: WidgetUser;
  /** null: nothing signed was shown. */
  identity: VerifiedIdentity | null;
  language: string | null;
  /** Set by older widgets, which list the sessions of a browser. */
  contactId: string | null;
  externalId: string | null;
  /** Any JSON that a compat module keeps with the session. */
  extra: Record<string, unknown>;
  createdAt: Date;
  /** The token opens nothing from then on; each use moves it on. */
  expiresAt: Date;
  /** Set: closed for good, nothing is said in it any more. */
  closedAt: Date | null;
}

export type SaidResult =
  /** Within a handoff: the outcome of `acceptUserMessage`, to be relayed. */
  | { outcome: 'to_agents'; accepted: Extract<AcceptResult, { n: number }> }
  | { outcome: 'to_copilot'; repeated: boolean; status: MessageStatus }
  | { outcome: 'conflict' }
  | { outcome: 'closed' };

/** The bot's turn: what the user has said up to `upTo` and nobody has answered. */
export interface Turn {
  /** The same for every attempt at this turn. */
  id: string;
  copilotId: string;
  sessionId: string;
  upTo: number;
  /** Why: something was said, or the bot may speak first after a handoff. */
  kind: 'message' | 'handoff_ended';
  /** Who has taken it: one of two that did so at once is refused. */
  lease: string;
}

export interface TurnAnswer {
  /** The copilot's words. */
  messages: BotMessage[];
  /** Ours, behind them: what we say in its stead. */
  notice?: { text: string; actions: Action[] };
  /** The bot has got what the user said; else it stays accepted. */
  reached: boolean;
}

/** What the bot is told at its turn. */
export interface TurnContext {
  session: HostedSession;
  /** Said by the user and not answered, oldest first. */
  messages: HistoryEntry[];
  /** The latest entries of the session, oldest first. */
  history: HistoryEntry[];
  handoffEnd: { reason: EndReason; at: Date } | null;
}

export type ClosingNote = (
  last: Pick<Message, 'text' | 'attachments'> | undefined,
) => Record<string, unknown>;

export interface HostedStore {
  create(input: {
    copilotId: string;
    user: WidgetUser;
    identity?: VerifiedIdentity | undefined;
    language?: string | undefined;
    contactId?: string | undefined;
    externalId?: string | undefined;
    extra?: Record<string, unknown> | undefined;
  }): Promise<{ session: HostedSession; token: Secret }>;
  /** Whose token this is; undefined for an unknown or expired one. Looked up by SHA-256. */
  byToken(token: string): Promise<HostedSession | undefined>;
  get(copilotId: string, sessionId: string): Promise<HostedSession | undefined>;
  /** Sessions of a contact, newest first. `before`: id of the last one of the page before. `onlySigned`: with an identity. */
  list(input: {
    copilotId: string;
    contactId: string;
    onlySigned?: boolean;
    externalId?: string;
    before?: string;
    limit: number;
  }): Promise<{ items: HostedSession[]; next: string | null }>;
  update(
    copilotId: string,
    sessionId: string,
    change: {
      user?: WidgetUser | undefined;
      identity?: VerifiedIdentity | undefined;
      language?: string | undefined;
      extra?: Record<string, unknown> | undefined;
      expiresAt?: Date | undefined;
    },
    /** Changes nothing, and answers undefined, where this does not hold at the moment of writing. */
    only?: { whileOpen?: boolean; ifLacksExtra?: string },
  ): Promise<HostedSession | undefined>;
  /**
   * Closes it, once. False: it was closed, or agents have it. `note`: what `extra` gets in the same transaction, made of what was
   * said last; after it no reader sees the session closed without it.
   */
  close(copilotId: string, sessionId: string, note?: ClosingNote): Promise<boolean>;

  /**
   * The user says something. Who has control at that moment decides in the same transaction where it goes: a message of a
   * handoff, or a turn of the bot.
   */
  say(input: { copilotId: string; sessionId: string; message: UserMessageInput }): Promise<SaidResult>;
  /** Takes the session's turn for `leaseMs`; undefined when there is none, or somebody has it. */
  takeTurn(copilotId: string, sessionId: string, leaseMs: number): Promise<Turn | undefined>;
  /** undefined: the turn is over. */
  readTurn(turn: Turn, historyLimit: number): Promise<TurnContext | undefined>;
  /** False: the turn is over (answered, or agents have the session), or somebody else has taken it. */
  keepTurn(turn: Turn, leaseMs: number): Promise<boolean>;
  giveTurnBack(turn: Turn): Promise<void>;
  /** Sessions with a turn that nobody holds, the copilots by turns. `except`: copilots whose turns are not wanted. */
  turnsDue(look: {
    limit: number;
    except: readonly string[];
  }): Promise<{ copilotId: string; sessionId: string }[]>;
  /**
   * The answer, once. `dropped`: control has changed since the turn began, or it was answered, or somebody else has taken it;
   * nothing was written.
   */
  answer(turn: Turn, answer: TurnAnswer): Promise<'said' | 'dropped'>;
  /** The answer and the handoff that follows it, in one transaction; the transcript is the session's own. */
  answerWithHandoff(
    turn: Turn,
    messages: BotMessage[],
    handoff: { request: StartHandoff; notBefore?: Date; notice?: string },
  ): Promise<{ record: HandoffRecord; created: boolean } | 'dropped'>;
  /** The copilot says something by itself (API). Same id again: repeated. */
  copilotSays(input: {
    copilotId: string;
    sessionId: string;
    id: string;
    message: BotMessage;
  }): Promise<'said' | 'repeated' | 'conflict' | 'not_in_control' | 'none'>;
}

/** A browser of an older widget: a token that opens the sessions made with it. */
export interface ContactStore {
  create(input: {
    copilotId: string;
    user: WidgetUser;
    identity?: VerifiedIdentity | undefined;
  }): Promise<{ contactId: string; token: Secret }>;
  byToken(
    copilotId: string,
    token: string,
  ): Promise<{ id: string; user: WidgetUser; identity: VerifiedIdentity | null } | undefined>;
}
