/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../core/state';
import { useWidget } from './context';
import { bannerWords } from './words';

/** A connection that comes back within this time is not worth a word. */
const PATIENCE_MS = 1_500;

/** Says what is wrong, where something is. */
export function Banner({ state, problem }: { state: ChatState; problem: string | null }) {
  const { texts } = useWidget().language;
  const isLost = useLasting(state.connection === 'lost');
  const attention = state.log.state?.state.attention ?? null;
  const words = problem ?? bannerWords({ offline: isLost, refusal: state.refusal }, attention, texts);
  return (
    <div class="banner" role="status">
      {words !== null && <p>{words}</p>}
    </div>
  );
}

/** Asked before a conversation with people is ended. */
export function EndQuestion({ onEnd, onKeep }: { onEnd: () => void; onKeep: () => void }) {
  const { texts } = useWidget().language;
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div class="question" role="alertdialog" aria-label={texts.endSure}>
      <p>{texts.endSure}</p>
      <button type="button" class="choice" ref={keep} onClick={onKeep}>
        {texts.keepChat}
      </button>
      <button type="button" class="choice strong" onClick={onEnd}>
        {texts.endChat}
      </button>
    </div>
  );
}

function useLasting(value: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!value) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return lasting && value;
}
