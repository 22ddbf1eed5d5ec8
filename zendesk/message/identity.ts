import { arrayOf, idOf, isObject, objectOf, textOf } from './raw';
import type { MessageClass, NormalisedAgent, OwnIds } from './types';

type Raw = Readonly<Record<string, unknown>>;

const AGENT_ID = '__zendesk_msg.agent.id';
/** What Zendesk writes there for messaging triggers ("Automated Response"). */
const TRIGGER = '__trigger';
const OUR_SOURCE = 'api:conversations';

/**
 * The ids that we wrote into the message. A visitor of the tenant's own web widget can set message metadata as well, so they
 * count only on what came by the API (or says nothing of where it came from).
 */
export function ownIds(message: Raw): OwnIds | undefined {
  const source = textOf(objectOf(message['source'])['type']);
  if (source !== undefined && source !== OUR_SOURCE) return undefined;
  const metadata = objectOf(message['metadata']);
  const handoffId = textOf(metadata['handoffId']);
  const messageId = textOf(metadata['messageId']);
  const part = Number(metadata['part'] ?? 0);
  if (handoffId === undefined || messageId === undefined || !Number.isInteger(part)) return undefined;
  return { handoffId, messageId, part };
}

/**
 * Who speaks. A human agent is a business author with an agent id that is not the trigger's (sunshine-conversations.md §0.4),
 * or one whom Zendesk's subtype calls an agent. Every other business message is automated: trigger, survey, bot, another
 * integration. Activities ("ticket closed") are never speech.
 */
export function classOf(message: Raw): MessageClass {
  if (ownIds(message) !== undefined) return 'echo';
  const author = objectOf(message['author']);
  if (author['type'] === 'user') return 'user';
  if (isObject(message['activity'])) return 'automated';
  if (objectOf(message['metadata'])['type'] === 'csat') return 'automated';
  const agentId = agentIdOf(message);
  if (agentId === TRIGGER) return 'automated';
  return agentId !== undefined || arrayOf(author['subtypes']).includes('agent') ? 'agent' : 'automated';
}

export function agentOf(message: Raw): NormalisedAgent {
  const author = objectOf(message['author']);
  return {
    id: agentIdOf(message) ?? null,
    name: textOf(author['displayName']) ?? null,
    avatarUrl: webUrl(author['avatarUrl']) ?? null,
  };
}

function agentIdOf(message: Raw): string | undefined {
  return idOf(objectOf(message['metadata'])[AGENT_ID]);
}

/** Only what a browser may load: `javascript:` and `data:` go no further (S36). */
export function webUrl(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
    ? value
    : undefined;
}
