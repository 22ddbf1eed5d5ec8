import type { Chat } from './core/chat';
import { isHandoff, phaseOf, type PhaseName } from './core/phase';
import { unreadOf } from './core/unread';
import type { Settings } from './options';
import type { Mounted } from './view/mount';

/** What `initAiCoPilot` gives to the page. */
export interface ChatHandle {
  open(): void;
  close(): void;
  toggle(): void;
  /** Says something as the visitor. */
  send(text: string): void;
  /** Forgets the conversation in this browser and begins another: at a logout, for instance. */
  startAnew(): void;
  readonly isOpen: boolean;
  readonly unread: number;
  /** Who has the conversation. */
  readonly phase: PhaseName;
  /** Takes the chat off the page. */
  destroy(): void;
}

export function handleOf(
  chat: Chat,
  mounted: Mounted,
  settings: Settings,
  onDestroyed: () => void,
): ChatHandle {
  const ofPage = new AbortController();
  const { signal } = ofPage;
  const unread = () => unreadOf(chat.state.get().log, chat.state.get().readSeq);
  const stopTelling = tell(chat, settings, unread);
  addEventListener('online', () => chat.hurry(), { signal });
  addEventListener('pageshow', () => chat.hurry(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && chat.hurry(),
    {
      signal,
    },
  );
  if (settings.triggerSelector !== undefined) listenToTriggers(chat, settings.triggerSelector, signal);
  return {
    open: () => chat.setOpen(true),
    close: () => chat.setOpen(false),
    toggle: () => chat.setOpen(!chat.state.get().isOpen),
    send: (text) => void chat.say({ text }),
    startAnew: () => chat.startAnew(),
    get isOpen() {
      return chat.state.get().isOpen;
    },
    get unread() {
      return unread();
    },
    get phase() {
      return phaseOf(chat.state.get().log.state).name;
    },
    destroy() {
      ofPage.abort();
      stopTelling();
      chat.stop();
      mounted.unmount();
      onDestroyed();
    },
  };
}

/** Calls the page's functions when something changes. What they throw is theirs, and is reported as such. */
function tell(chat: Chat, settings: Settings, unread: () => number): () => void {
  const look = () => {
    const { isOpen, log } = chat.state.get();
    return { isOpen, isHandoff: isHandoff(phaseOf(log.state)), unread: unread() };
  };
  let before = look();
  return chat.state.listen(() => {
    const now = look();
    const was = before;
    before = now;
    if (now.isOpen !== was.isOpen) call(now.isOpen ? settings.onOpen : settings.onClose);
    if (now.isHandoff !== was.isHandoff) call(now.isHandoff ? settings.onHandoff : settings.onHandoffEnd);
    if (now.unread !== was.unread) call(() => settings.onUnread?.(now.unread));
  });
}

function call(listener: (() => void) | undefined): void {
  try {
    listener?.();
  } catch (error) {
    reportError(error);
  }
}

function listenToTriggers(chat: Chat, selector: string, signal: AbortSignal): void {
  document.addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest(selector) !== null)
        chat.setOpen(!chat.state.get().isOpen);
    },
    { signal },
  );
}
