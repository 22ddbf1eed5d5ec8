import type { Attention } from '../../../contract/handoff';
import type { Phase } from '../core/phase';
import type { Mark } from '../core/timeline';
import { fill, type Language, type Texts } from '../texts';
import { closedWords } from './times';

/** What stands under the name at the top. */
export function phaseWords(phase: Phase, language: Language): string {
  const { texts } = language;
  switch (phase.name) {
    case 'copilot':
      return texts.answersAtOnce;
    case 'transferring':
      return texts.transferring;
    case 'waiting':
      return texts.waiting;
    case 'closed':
      return closedWords(phase.opensAt, language);
    case 'agent':
      return texts.withAgent;
  }
}

/** What is said at the end of the conversation while nobody is there yet. */
export function tailWords(phase: Phase, language: Language): string | null {
  return phase.name === 'copilot' || phase.name === 'agent' ? null : phaseWords(phase, language);
}

/** Above the conversation, when something is wrong that the visitor should know. */
export function bannerWords(
  is: { offline: boolean; refusal: string | null },
  attention: Attention,
  texts: Texts,
): string | null {
  if (is.refusal !== null) return refusalWords(is.refusal, texts);
  if (is.offline) return texts.offline;
  return attention === null ? null : texts.held;
}

/** The conversation is not to be had at all; only what is known to be of the sign-in is said to be. */
function refusalWords(code: string, texts: Texts): string {
  return visitorWords(code, texts) ?? texts.noService;
}

/** Of a refusal that is about who the visitor is; null: it is about something else. */
function visitorWords(code: string, texts: Texts): string | null {
  if (code === 'unauthorized') return texts.signIn;
  return code === 'another_user' ? texts.anotherUser : null;
}

/** Under a message of the visitor's. `progress` of an upload is from 0 to 1. */
export function markWords(mark: Mark, progress: number | null, texts: Texts): string {
  if (mark.value === 'sending' && progress !== null) {
    return fill(texts.uploading, { percent: Math.floor(progress * 100) });
  }
  if (mark.value !== 'failed') return texts[mark.value];
  if (!mark.canRetry) return texts.sentAgain;
  const why = mark.error === null ? null : reason(mark.error, texts);
  return why === null ? texts.failed : `${texts.failed}. ${why}`;
}

function reason({ code }: NonNullable<Mark['error']>, texts: Texts): string | null {
  switch (code) {
    case 'file_lost':
      return texts.fileLost;
    case 'upload_failed':
      return texts.uploadFailed;
    case 'unsupported_media':
    case 'unsupported_media_type':
      return texts.fileKind;
    case 'too_large':
    case 'payload_too_large':
      return texts.tooLong;
    case 'conversation_full':
      return texts.conversationFull;
    case 'handoff_ended':
      return null;
    default:
      return visitorWords(code, texts) ?? texts.refused;
  }
}
