import type { Message } from '../../../contract/events';
import { fileAsText, textOf } from '../shared/choices';

/** A message as one string, since this widget has nothing else: words, choices, and a link for each file. */
export function messageText(message: Pick<Message, 'text' | 'actions' | 'attachments'>): string {
  return [textOf(message), ...message.attachments.map(fileAsText)].filter((part) => part !== '').join('\n\n');
}
