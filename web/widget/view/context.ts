import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { ImagePolicy } from '../content/safe-url';
import type { RenderMarkdown } from '../content/markdown';
import type { Chat } from '../core/chat';
import type { ChatState } from '../core/state';
import type { Language } from '../texts';
import type { Limits } from './limits';

/** The assistant as it is shown. */
export interface Bot {
  name: string;
  avatarUrl: string | null;
}

/** What the parts of the view share. */
export interface Widget {
  chat: Chat;
  language: Language;
  bot: Bot;
  /** What the assistant says before anybody has said anything. */
  greeting: string | null;
  images: ImagePolicy;
  markdown: RenderMarkdown;
  limits: Limits;
}

export const WidgetContext = createContext<Widget | null>(null);

export function useWidget(): Widget {
  const widget = useContext(WidgetContext);
  if (widget === null) throw new Error('outside of the widget');
  return widget;
}

/** The state of the chat; the component is drawn again when it changes. */
export function useChatState(chat: Chat): ChatState {
  const [state, setState] = useState(chat.state.get());
  useEffect(() => {
    setState(chat.state.get());
    return chat.state.listen(() => setState(chat.state.get()));
  }, [chat]);
  return state;
}

/** The time, once a second while something depends on it. */
export function useClock(isNeeded: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!isNeeded) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return isNeeded ? Math.max(now, Date.now()) : Date.now();
}
