import type { FileLinks } from '../config/file-links';
import type { FileStorage } from '../config/file-storage';
import type { Logger } from '../config/logger';
import type { OutboundPolicy } from '../config/outbound';
import type { Store } from '../store/types';
import type { ZendeskClients } from './zendesk-clients';

/** What the activities work with; the worker composes it. */
export interface Deps {
  store: Store;
  zendesk: ZendeskClients;
  outbound: OutboundPolicy;
  /** Files of conversations: their bytes, and links to them. */
  files: { storage: Pick<FileStorage, 'get'>; links: FileLinks };
  /** There may be new callbacks of a session; called after the store has committed, and never waits for a receiver. */
  kickCallbacks: (copilotId: string, sessionId: string) => void;
  logger: Logger;
  /** Link to a handoff's workflow, for the notice to agents; undefined where no Temporal UI is known. */
  workflowUrl: (workflowId: string) => string | undefined;
}

/** Which handoff: every activity input has these three, never a credential (design §5.12). */
export interface Ref {
  copilotId: string;
  sessionId: string;
  handoffId: string;
}

export interface InConversation extends Ref {
  conversationId: string;
}
