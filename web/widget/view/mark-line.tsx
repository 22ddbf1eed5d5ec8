/** @jsxImportSource preact */
import type { Entry } from '../core/timeline';
import { useWidget } from './context';
import { markWords } from './words';

/** What became of a message of the visitor's, with what can be done about it. */
export function MarkLine({ entry, progress }: { entry: Entry; progress: number | null }) {
  const { chat, language } = useWidget();
  const { mark, id, isOutgoing } = entry;
  if (mark === null) return null;
  return (
    <p class={`mark ${mark.value}`}>
      {/* The log reads out what is added to it: that a message failed is said by an element of its own, not by other words in one. */}
      <span key={String(mark.value === 'failed')}>{markWords(mark, progress, language.texts)}</span>
      {mark.canRetry && (
        <button type="button" class="plain" onClick={() => chat.retry(id)}>
          {language.texts.retry}
        </button>
      )}
      {mark.canRetry && isOutgoing && (
        <button type="button" class="plain" onClick={() => chat.discard(id)}>
          {language.texts.discard}
        </button>
      )}
    </p>
  );
}
