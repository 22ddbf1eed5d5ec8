import type { SessionEvent } from '../../contract/events';
import type { WidgetMessage, WidgetUser } from '../../contract/widget';
import type { LiveRead, LiveTyping } from '../../contract/widget-live';
import type { Secret } from '../../config/secret';
import type { Copilot, HandoffRecord } from '../../store/types';
import type { ClosingNote, HostedSession } from '../../store/types/hosted';

export interface NewSession {
  user?: WidgetUser | undefined;
  /** Signed identity; wrong, expired or foreign: 401. */
  userToken?: string | undefined;
  language?: string | undefined;
  contactId?: string | undefined;
  externalId?: string | undefined;
  extra?: Record<string, unknown> | undefined;
}

export interface OpenedSession {
  session: HostedSession;
  copilot: Copilot;
}

export interface UploadedAttachment {
  /** Signed and expiring; readers of the log get a fresh one each time. */
  url: string;
  name: string;
  mediaType: string;
  size: number;
}

export type Ephemeral = { kind: 'typing'; data: LiveTyping } | { kind: 'read'; data: LiveRead };

/**
 * Sessions that we host, as every widget protocol uses them. Errors are `HttpError`s with a code of contract/errors.ts:
 * a socket protocol takes its `code` and `message`.
 */
export interface SessionService {
  /** By the public token; undefined for an unknown one. It opens nothing but `create`. */
  copilotByPublicToken(publicToken: string): Promise<Copilot | undefined>;
  /** @throws 401 for a bad `userToken`, or when the copilot wants one and there is none. */
  create(copilot: Copilot, input: NewSession): Promise<{ session: HostedSession; token: Secret }>;
  /** By a session's token, wherever it was shown. @throws 401 unknown, expired; also unsigned where the copilot wants signed. */
  open(token: string | undefined): Promise<OpenedSession>;
  setUser(
    opened: OpenedSession,
    input: Pick<NewSession, 'user' | 'userToken' | 'language'>,
  ): Promise<HostedSession>;

  /** Durable when it resolves. @throws 409 `message_id_conflict`, `session_closed`; 422 for a file that is not this session's; 503 */
  say(
    opened: OpenedSession,
    message: WidgetMessage,
  ): Promise<{ id: string; status: string; repeated: boolean }>;
  /** @throws 409 `not_connected`, `outside_office_hours`, `session_closed`; 503 */
  askForHuman(opened: OpenedSession, reason?: string): Promise<HandoffRecord>;
  /** Gives the conversation back to the copilot; nothing when agents do not have it. @throws 503 */
  endHandoff(opened: OpenedSession): Promise<void>;
  /**
   * Ends a handoff, and freezes the session: nobody says anything in it any more, but for an agent's word that was under way.
   * `note`: as `HostedStore.close` has it.
   */
  close(opened: OpenedSession, note?: ClosingNote): Promise<HostedSession>;
  /** The session's open handoff, else its latest. */
  handoff(session: HostedSession): Promise<HandoffRecord | undefined>;

  /** Events with `seq` > after, in order, links of files freshly signed. */
  events(
    session: HostedSession,
    after: number,
    limit: number,
  ): Promise<{ items: SessionEvent[]; lastSeq: number }>;
  /** `wake` after each commit, in whatever process; read `events` then. Returns the way to stop. */
  onEvents(session: HostedSession, wake: () => void): Promise<() => Promise<void>>;
  /** Typing and read of agents, the copilot's "thinking". */
  onEphemeral(session: HostedSession, listener: (news: Ephemeral) => void): Promise<() => Promise<void>>;
  /** To Zendesk, best effort; never waits, never throws. */
  userRead(session: HostedSession, seq: number): void;

  /** @throws 413 `payload_too_large`, 415 `unsupported_media_type` (by content), 422 empty */
  upload(
    opened: OpenedSession,
    file: { name: string; mediaType: string; data: Buffer },
  ): Promise<UploadedAttachment>;

  createContact(copilot: Copilot, input: NewSession): Promise<{ contactId: string; token: Secret }>;
  contactByToken(copilot: Copilot, token: string): Promise<{ id: string; user: WidgetUser } | undefined>;
  /** @returns sessions of a contact, newest first. */
  list(
    copilot: Copilot,
    input: { contactId: string; externalId?: string; before?: string; limit: number },
  ): Promise<{ items: HostedSession[]; next: string | null }>;
  /** One session of a contact, as if opened by its own token; undefined for another contact's. */
  openForContact(copilot: Copilot, contactId: string, sessionId: string): Promise<OpenedSession | undefined>;
  /** Keeps JSON of a compat module with the session (a rating, a title); merged key by key. */
  keep(opened: OpenedSession, extra: Record<string, unknown>): Promise<HostedSession>;
  /** The same, decided as it is written. @returns false where it was not kept. */
  keepOnly(
    when: { whileOpen?: boolean; ifLacksExtra?: string },
    opened: OpenedSession,
    extra: Record<string, unknown>,
  ): Promise<boolean>;
}
