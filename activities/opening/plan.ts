import type { TranscriptEntry } from '../../contract/handoff';
import type { Preferences } from '../../contract/preferences';
import type { HandoffRecord } from '../../store/types';
import type { MessageAuthor, MessageContent } from '../../zendesk/client';
import { introFor } from '../../zendesk/metadata';
import { splitText } from '../../zendesk/text';

export interface PlannedPost {
  /** `<origin>:<id>`, with `part` the key by which a repeat finds what it has posted. */
  messageId: string;
  part: number;
  author: MessageAuthor;
  content: MessageContent;
}

interface PlanInput {
  record: HandoffRecord;
  preferences: Preferences;
  copilotName: string;
  userExternalId: string;
  /** Keys of the ticket's data that could not be taken over. */
  dropped: readonly string[];
  /** Of this handoff in the Temporal UI. */
  workflowUrl: string | undefined;
}

/**
 * What agents read before the first live word: a notice (always: an empty conversation makes no ticket, R51), then the
 * transcript as messages, as one digest, or not at all.
 */
export function planTranscript(input: PlanInput): PlannedPost[] {
  const { record, preferences, copilotName, userExternalId } = input;
  const business: MessageAuthor = { type: 'business', displayName: copilotName.slice(0, 100) };
  const user: MessageAuthor = { type: 'user', userExternalId };
  const entries = record.request.transcript ?? [];
  const { handoff, request } = record;
  const intro = introFor({
    request,
    sessionId: handoff.sessionId,
    handoffId: handoff.id,
    dropped: input.dropped,
    workflowUrl: input.workflowUrl,
  });
  const posts = text('system:intro', business, intro);
  switch (preferences.transcript) {
    case 'none':
      return posts;
    case 'digest':
      return entries.length === 0
        ? posts
        : [...posts, ...text('system:transcript', business, digestOf(entries, copilotName))];
    case 'messages':
      return [
        ...posts,
        ...entries.flatMap((entry) =>
          text(`${entry.author}:${entry.id}`, entry.author === 'user' ? user : business, wordsOf(entry)),
        ),
      ];
  }
}

function text(messageId: string, author: MessageAuthor, words: string): PlannedPost[] {
  return splitText(words).map((piece, part) => ({
    messageId,
    part,
    author,
    content: { type: 'text', text: piece },
  }));
}

/** A file of the bot phase goes as its link: it is the transcript's, nobody waits for it. */
function wordsOf({ text: words, attachments = [] }: TranscriptEntry): string {
  const lines = [...(words ? [words] : []), ...attachments.map(({ name, url }) => `${name}: ${url}`)];
  return lines.length === 0 ? '(empty message)' : lines.join('\n');
}

function digestOf(entries: readonly TranscriptEntry[], copilotName: string): string {
  const lines = entries.map((entry) => {
    const who = entry.author === 'user' ? (entry.name ?? 'User') : copilotName;
    return `${entry.at === undefined ? '' : `[${entry.at}] `}${who}: ${wordsOf(entry)}`;
  });
  return ['Transcript', ...lines].join('\n');
}
