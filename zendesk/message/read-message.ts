import { readContent } from './content';
import { withoutCommands } from './commands';
import { agentOf, classOf, ownIds } from './identity';
import { objectOf, textOf } from './raw';
import type { NormalisedMessage } from './types';

const NOTHING_TO_SHOW = 'This message cannot be shown here.';

/**
 * One message of Sunshine, from a webhook or from a list, as we use it. Content of a kind that we do not know comes as words,
 * never as silence (R33). Never throws; undefined only for what has no id or no time, which nothing can refer to.
 */
export function readMessage(raw: unknown): NormalisedMessage | undefined {
  const message = objectOf(raw);
  const id = textOf(message['id']);
  const received = timeOf(message['received']);
  if (id === undefined || received === undefined) return undefined;

  const kind = classOf(message);
  const ours = ownIds(message);
  const activity = textOf(objectOf(message['activity'])['type']);
  const deleted = message['deleted'] === true;
  const content = readContent(message['content']);
  const spoken = kind === 'agent' ? withoutCommands(content.text) : { text: content.text, hadCommand: false };
  const isEmpty = spoken.text === null && content.attachments.length === 0 && content.actions.length === 0;
  const hidden = activity !== undefined || (spoken.hadCommand && isEmpty);

  return {
    id,
    received,
    class: kind,
    ...(kind === 'agent' ? { agent: agentOf(message) } : {}),
    text: isEmpty && !hidden && !deleted ? NOTHING_TO_SHOW : spoken.text,
    attachments: content.attachments,
    actions: content.actions,
    ...(content.cards === undefined ? {} : { cards: content.cards }),
    ...(ours === undefined ? {} : { ours }),
    automated: kind === 'automated',
    ...(activity === undefined ? {} : { activity }),
    hidden,
    deleted,
    contentType: content.type,
  };
}

/** ISO 8601 in UTC with milliseconds, whatever offset it came with. */
function timeOf(value: unknown): string | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
