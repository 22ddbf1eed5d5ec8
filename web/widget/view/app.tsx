/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { unreadOf } from '../core/unread';
import { fill } from '../texts';
import { useChatState, useWidget } from './context';
import { Icon } from './icons';
import { Panel } from './panel';

/** The round button, and the chat over it while it is open. */
export function App({ hasLauncher }: { hasLauncher: boolean }) {
  const { chat, language } = useWidget();
  const { texts } = language;
  const state = useChatState(chat);
  const launcher = useRef<HTMLButtonElement>(null);
  const unread = unreadOf(state.log, state.readSeq);
  // A chat that is open from the start leaves the focus to the page.
  const startedOpen = useRef(state.isOpen).current;
  const wasOpen = useRef(state.isOpen);
  // Made when it is first opened, then kept: with what is half written, and where it was scrolled to.
  const [isMade, setMade] = useState(state.isOpen);

  useEffect(() => {
    if (state.isOpen) setMade(true);
    else if (wasOpen.current) launcher.current?.focus();
    wasOpen.current = state.isOpen;
  }, [state.isOpen]);
  useSeen(state.isOpen, state.log.lastSeq);

  const words = unread === 0 ? texts.open : fill(texts.openUnread, { count: unread });
  return (
    <>
      {(isMade || state.isOpen) && (
        <Panel state={state} leavesFocus={startedOpen} onClose={() => chat.setOpen(false)} />
      )}
      {hasLauncher && (
        <button
          type="button"
          class={`launcher${state.isOpen ? ' open' : ''}`}
          ref={launcher}
          aria-expanded={state.isOpen}
          aria-label={state.isOpen ? texts.close : words}
          onClick={() => chat.setOpen(!state.isOpen)}
        >
          <Icon name={state.isOpen ? 'down' : 'chat'} />
          {!state.isOpen && unread > 0 && (
            <span class="badge" aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </button>
      )}
    </>
  );
}

/** Read is what stands in an open chat on a page in front. */
function useSeen(isOpen: boolean, lastSeq: number): void {
  const { chat } = useWidget();
  useEffect(() => {
    const look = () => {
      if (isOpen && document.visibilityState === 'visible') chat.seen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [chat, isOpen, lastSeq]);
}
