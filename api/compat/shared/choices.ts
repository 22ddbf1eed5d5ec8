import type { Action, Message, MessageEvent, SessionEvent } from '../../../contract/events';
import type { SessionService } from '../../hosted/service';
import type { HostedSession } from '../../../store/types';

/** How far back an offer is still answered by typing its words. */
const LOOK_BACK = 30;

/** What a widget without buttons shows of a message: its words, and its choices as a list to type from. */
export function textOf({ text, actions }: Pick<Message, 'text' | 'actions'>): string {
  const choices = actions.map((action) => `- ${labelOf(action)}`).join('\n');
  return [text ?? '', choices].filter((part) => part !== '').join('\n\n');
}

/**
 * The payload behind typed words: those of a choice in what was last said to the user. Typing the words of a choice is making
 * it, but not of an older one: a "yes" to a later question is not the "Yes" of that choice.
 */
export async function payloadOf(
  sessions: Pick<SessionService, 'events'>,
  session: HostedSession,
  typed: string,
): Promise<string | undefined> {
  const after = Math.max(0, session.lastSeq - LOOK_BACK);
  const { items } = await sessions.events(session, after, LOOK_BACK * 2);
  const words = folded(typed);
  const offer = items.filter(isSaidToUser).at(-1);
  const choice = offer?.message.actions.find(
    ({ type, text, payload }) => type !== 'link' && payload !== null && folded(text) === words,
  );
  return choice?.payload ?? undefined;
}

function isSaidToUser(event: SessionEvent): event is MessageEvent {
  return event.type === 'message' && event.message.origin !== 'user';
}

function labelOf({ type, text, url }: Action): string {
  return type === 'link' && url !== null ? `[${inBrackets(text)}](${inLink(url)})` : text;
}

/** A file where a widget has no place for one: a link in markdown, which all of them render. */
export function fileAsText({ name, url }: { name: string | null; url: string }): string {
  return `[${inBrackets(name ?? 'file')}](${inLink(url)})`;
}

function inBrackets(words: string): string {
  return words.replaceAll(/[\\[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

function inLink(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll(/\s/g, '%20');
}

function folded(words: string): string {
  return words.trim().toLocaleLowerCase();
}
