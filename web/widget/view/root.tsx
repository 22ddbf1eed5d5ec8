/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useChatState, WidgetContext, type Bot, type Widget } from './context';

export interface RootProps {
  widget: Omit<Widget, 'bot'>;
  /** What the page's owner says of the assistant; goes before what the server says. */
  bot: { name?: string; avatarUrl?: string };
  children: ComponentChildren;
}

/** Gives the parts of the view what they share. */
export function Root({ widget, bot, children }: RootProps) {
  const { introduced } = useChatState(widget.chat);
  const whole = useMemo(() => {
    const shown: Bot = {
      name: bot.name ?? introduced?.botName ?? widget.language.texts.assistant,
      avatarUrl: bot.avatarUrl ?? introduced?.botAvatarUrl ?? null,
    };
    return { ...widget, bot: shown };
  }, [widget, bot, introduced]);
  return <WidgetContext.Provider value={whole}>{children}</WidgetContext.Provider>;
}
