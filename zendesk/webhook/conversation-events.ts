import type { ActiveSwitchboardIntegration } from '../client/types';
import { objectOf, textOf, toMetadata } from '../message/raw';
import { readMessage } from '../message/read-message';
import { isAgentWorkspace } from './agent-workspace';
import { endReasonOfActivity, endReasonOfSwitchboard } from './end-reasons';
import type { IncomingEvent } from './types';

type Raw = Readonly<Record<string, unknown>>;
interface Base {
  eventId: string;
  createdAt?: string;
}

/** Every event but merges belongs to a conversation; one without is ignored where it is of no use to us. */
export function conversationEvent(base: Base, type: string, payload: Raw): IncomingEvent {
  const conversation = objectOf(payload['conversation']);
  const conversationId = textOf(conversation['id']);
  const read = READERS.get(type);
  if (read === undefined) {
    return { ...base, kind: 'ignored', type, ...(conversationId === undefined ? {} : { conversationId }) };
  }
  if (conversationId === undefined) {
    return { kind: 'unreadable', eventId: base.eventId, type, problem: 'no conversation.id' };
  }
  const about = { ...base, conversationId, conversationMetadata: toMetadata(conversation['metadata']) };
  return read({ about, type, payload, active: activeOf(conversation) });
}

interface Input {
  about: Base & { conversationId: string; conversationMetadata: Record<string, string | number | boolean> };
  type: string;
  payload: Raw;
  active: ActiveSwitchboardIntegration | undefined;
}

const READERS: ReadonlyMap<string, (input: Input) => IncomingEvent> = new Map([
  ['conversation:message', message],
  ['conversation:typing', activity],
  ['conversation:read', activity],
  [
    'conversation:remove',
    ({ about, type }) => ({ ...about, kind: 'ended', reason: 'conversation_removed', detail: type }),
  ],
  [
    'conversation:message:delivery:failure',
    ({ about, payload }) => {
      const messageId = textOf(objectOf(payload['message'])['id']) ?? null;
      return { ...about, kind: 'deliveryFailed', messageId, error: errorOf(payload) };
    },
  ],
  ['switchboard:passControl', control],
  ['switchboard:acceptControl', control],
  ['switchboard:releaseControl', control],
  [
    'switchboard:passControl:failure',
    ({ about, payload }) => ({ ...about, kind: 'controlFailed', error: errorOf(payload) }),
  ],
]);

function message({ about, type, payload }: Input): IncomingEvent {
  const read = readMessage(payload['message']);
  if (read === undefined) {
    return { kind: 'unreadable', eventId: about.eventId, type, problem: 'no message.id or message.received' };
  }
  const reason = endReasonOfActivity(read.activity);
  if (reason === undefined) return { ...about, kind: 'message', message: read };
  const { id, received } = read;
  return {
    ...about,
    kind: 'ended',
    reason,
    detail: `activity ${read.activity ?? ''}`,
    message: { id, received },
  };
}

function activity({ about, type, payload }: Input): IncomingEvent {
  const { type: what, author } = objectOf(payload['activity']);
  const by = objectOf(author)['type'] === 'user' ? 'user' : 'agent';
  return type === 'conversation:read'
    ? { ...about, kind: 'read', by, on: true }
    : { ...about, kind: 'typing', by, on: what !== 'typing:stop' };
}

function control({ about, type, payload, active }: Input): IncomingEvent {
  if (type !== 'switchboard:releaseControl' && active !== undefined && isAgentWorkspace(active)) {
    return { ...about, kind: 'controlPassed', to: active };
  }
  const why = textOf(payload['reason']);
  const detail = [type, why, active === undefined ? undefined : `to ${active.name ?? active.id}`];
  return {
    ...about,
    kind: 'ended',
    reason: endReasonOfSwitchboard(why),
    detail: detail.filter((word) => word !== undefined).join(' '),
    ...(active === undefined ? {} : { activeSwitchboardIntegration: active }),
  };
}

function activeOf(conversation: Raw): ActiveSwitchboardIntegration | undefined {
  const active = objectOf(conversation['activeSwitchboardIntegration']);
  const id = textOf(active['id']);
  const name = textOf(active['name']);
  if (id === undefined && name === undefined) return undefined;
  const integrationId = textOf(active['integrationId']);
  const integrationType = textOf(active['integrationType']);
  return {
    id: id ?? '',
    ...(name === undefined ? {} : { name }),
    ...(integrationId === undefined ? {} : { integrationId }),
    ...(integrationType === undefined ? {} : { integrationType }),
  };
}

function errorOf(payload: Raw): { code: string; message: string } {
  const { code, message: words } = objectOf(payload['error']);
  return { code: textOf(code) ?? 'unknown', message: textOf(words) ?? '' };
}
