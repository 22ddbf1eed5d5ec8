import type { Preferences } from '../../contract/preferences';
import type { IncomingMessage } from '../../store/types';
import type { NormalisedMessage } from '../../zendesk/webhook';

/**
 * A message as the user may see it: the agent masked where the admin chose so; undefined for an automated one where those are
 * not shown. For messages after the end, which no activity handles.
 */
export function asSeen(message: NormalisedMessage, preferences: Preferences): IncomingMessage | undefined {
  if (message.automated && !preferences.showAutomatedMessages) return undefined;
  const { mode, name, avatar } = preferences.agentIdentity;
  const agent = message.agent ?? null;
  return {
    id: message.id,
    received: new Date(message.received),
    origin: message.automated ? 'system' : 'agent',
    agent:
      agent !== null && mode === 'mask' ? { id: null, name: name ?? null, avatarUrl: avatar ?? null } : agent,
    text: message.text,
    attachments: message.attachments,
    actions: message.actions,
    ...(message.cards === undefined ? {} : { cards: message.cards }),
    automated: message.automated,
  };
}
