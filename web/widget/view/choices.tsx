/** @jsxImportSource preact */
import type { Action } from '../../../contract/events';
import { safeLink } from '../content/safe-url';
import { useWidget } from './context';

interface ChoicesProps {
  actions: readonly Action[];
  /** Quick replies answer the newest message only. */
  isNewest: boolean;
}

/** What can be chosen: the choice goes back with its payload (R36). */
export function Choices({ actions, isNewest }: ChoicesProps) {
  const { chat, language } = useWidget();
  const shown = actions.filter(({ type }) => type !== 'reply' || isNewest);
  if (shown.length === 0) return null;
  return (
    <div class="choices" role="group" aria-label={language.texts.choices}>
      {shown.map((action, index) =>
        action.type === 'link' ? (
          <LinkChoice key={index} action={action} />
        ) : (
          <button
            key={index}
            type="button"
            class="choice"
            onClick={({ detail }) => {
              // The second click of a double one means nothing more.
              if (detail <= 1) void chat.say({ text: action.text, postback: action.payload });
            }}
          >
            {action.text}
          </button>
        ),
      )}
    </div>
  );
}

function LinkChoice({ action: { text, url } }: { action: Action }) {
  const target = safeLink(url);
  const words = text.trim() === '' ? (target ?? '') : text;
  if (target === null) return words === '' ? null : <span class="choice dead">{words}</span>;
  return (
    <a class="choice" href={target} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  );
}
