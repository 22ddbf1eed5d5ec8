/** @jsxImportSource preact */
import { Fragment } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { phaseOf } from '../core/phase';
import type { ChatState } from '../core/state';
import { timelineOf, type Entry } from '../core/timeline';
import { stillTyping } from '../core/typing';
import { useClock, useWidget } from './context';
import { Icon } from './icons';
import { Message } from './message';
import { Tail } from './tail';
import { dayOf, isOtherDay } from './times';
import { useFollowing } from './use-following';

/** Everything that was said, and what is going on at its end. */
export function Conversation({ state, said }: { state: ChatState; said: number }) {
  const { language, greeting, bot } = useWidget();
  const { texts } = language;
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const { isFollowing, jump } = useFollowing(box, inner, said);
  const { log, outbox, resent, agentReadAt, progress } = state;
  const now = useClock(outbox.length > 0 || state.typing !== null);
  const entries = useMemo(
    () => timelineOf({ log, outbox, resent, agentReadAt, now }),
    [log, outbox, resent, agentReadAt, now],
  );
  const shown = greeting === null ? entries : [greetingEntry(greeting, bot.name, entries[0]?.at), ...entries];
  const newestOwn = entries.findLast(({ from }) => from === 'user');
  return (
    <div class="log-frame">
      <div
        class="log"
        ref={box}
        tabIndex={0}
        role="log"
        aria-label={texts.conversation}
        aria-relevant="additions"
      >
        <div ref={inner}>
          {!state.isLoaded && <p class="loading">{texts.loading}</p>}
          <ol class="messages">
            {shown.map((entry, index) => (
              <Fragment key={`${entry.from}:${entry.id}`}>
                {isOtherDay(shown[index - 1]?.at, entry.at) && (
                  <li class="day">
                    <span>{dayOf(entry.at, language)}</span>
                  </li>
                )}
                <Message
                  entry={entry}
                  isNewest={index === shown.length - 1}
                  hasMark={
                    entry === newestOwn || ['sending', 'delayed', 'failed'].includes(entry.mark?.value ?? '')
                  }
                  progress={progressOf(entry, progress)}
                />
              </Fragment>
            ))}
          </ol>
          <Tail phase={phaseOf(log.state)} typing={stillTyping(state.typing, now)} />
        </div>
      </div>
      {!isFollowing && (
        <button type="button" class="jump" onClick={jump} aria-label={texts.jump} title={texts.jump}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** Of the assistant, before everything: never a part of the log, so it cannot come twice (R14). */
function greetingEntry(text: string, name: string, at = new Date().toISOString()): Entry {
  return {
    id: 'greeting',
    from: 'copilot',
    author: { type: 'copilot', id: null, name, avatarUrl: null },
    text,
    attachments: [],
    actions: [],
    at,
    automated: true,
    mark: null,
    isOutgoing: false,
    blobKeys: [],
    startsGroup: true,
    endsGroup: true,
  };
}

function progressOf({ blobKeys }: Entry, progress: ReadonlyMap<string, number>): number | null {
  const known = blobKeys.flatMap((key) => progress.get(key) ?? []);
  return known.length === 0 ? null : known.reduce((sum, part) => sum + part, 0) / blobKeys.length;
}
