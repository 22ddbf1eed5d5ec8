/** @jsxImportSource preact */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useWidget } from './context';

/** What the copilot or an agent wrote: markdown, made harmless. */
export function WordsOfOthers({ text }: { text: string }) {
  const { markdown } = useWidget();
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.replaceChildren(markdown(text)), [text, markdown]);
  return <div class="bubble markdown" dir="auto" ref={place} />;
}
