import type { Card } from '../../contract/events';

/** Who stands behind a message, decided by `classOf` (sunshine-conversations.md §0.4, §2.4). */
export type MessageClass = 'agent' | 'automated' | 'echo' | 'user';

export interface NormalisedAgent {
  /** Zendesk user id; null where Zendesk says "agent" without saying which. */
  id: string | null;
  name: string | null;
  avatarUrl: string | null;
}

export interface NormalisedAttachment {
  url: string;
  name: string | null;
  mediaType: string | null;
  /** Bytes. */
  size: number | null;
}

export interface NormalisedAction {
  type: 'reply' | 'link' | 'postback';
  text: string;
  payload: string | null;
  url: string | null;
}

/** The ids that we put into the metadata of what we post. */
export interface OwnIds {
  handoffId: string;
  /** `<origin>:<id>`. */
  messageId: string;
  part: number;
}

/** One Sunshine message, the same shape from a webhook and from a list. Plain JSON. */
export interface NormalisedMessage {
  id: string;
  /** ISO 8601 UTC; order messages by (`received`, `id`). */
  received: string;
  class: MessageClass;
  /** Present when `class` is `agent`. */
  agent?: NormalisedAgent;
  /** Plain text; null when there is none to show (a bare file, a hidden command). */
  text: string | null;
  attachments: NormalisedAttachment[];
  actions: NormalisedAction[];
  /** Present on a carousel or a list. */
  cards?: Card[];
  /** Present on what we posted ourselves. */
  ours?: OwnIds;
  /** Trigger, survey, bot: spoken by no human. */
  automated: boolean;
  /** `ticket:closed`, `ticket:transfer:email`, `conversation:endedByUser` or a later one: a signal, never shown as speech. */
  activity?: string;
  /** Not to be shown to the user: an activity, or an agent's command to the switchboard (R19). */
  hidden: boolean;
  /** A placeholder of a redacted message. */
  deleted: boolean;
  /** Kind of content, e.g. `text`, `image`, `form`, or one we do not know. */
  contentType: string;
}
