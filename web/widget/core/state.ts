import { EMPTY_LOG, type SessionLog } from './log';
import type { Outbox } from './outbox';
import type { Introduced } from './ports';
import type { Typing } from './typing';

/** What the line to the server is like. `idle`: there is no session yet, so none is needed. */
export type Connection = 'idle' | 'connecting' | 'live' | 'lost';

/** Everything that the view is made from. */
export interface ChatState {
  isOpen: boolean;
  /** Counts new beginnings, by the visitor's wish or with another visitor: what is half written is of the one before. */
  beginning: number;
  log: SessionLog;
  /** Whether the log was read once: before that an empty conversation is not known to be one. */
  isLoaded: boolean;
  outbox: Outbox;
  resent: ReadonlySet<string>;
  connection: Connection;
  /** Why the conversation is not shown and takes nothing, if so: the code of the refusal. */
  refusal: string | null;
  /** Whom the visitor talks to, once the server has said it. */
  introduced: Introduced | null;
  typing: Typing | null;
  readSeq: number;
  /** When an agent last looked, as far as this page has heard. */
  agentReadAt: string | null;
  /** How far uploads are, 0 to 1, by the key of the file. */
  progress: ReadonlyMap<string, number>;
}

export const INITIAL_STATE: ChatState = {
  isOpen: false,
  beginning: 0,
  log: EMPTY_LOG,
  isLoaded: false,
  outbox: [],
  resent: new Set(),
  connection: 'idle',
  refusal: null,
  introduced: null,
  typing: null,
  readSeq: 0,
  agentReadAt: null,
  progress: new Map(),
};
