/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { isHandoff, phaseOf } from '../core/phase';
import type { ChatState } from '../core/state';
import { Banner, EndQuestion } from './banner';
import { Composer } from './composer';
import { useWidget } from './context';
import { Conversation } from './conversation';
import { Header } from './header';
import { keepFocusInside } from './keep-focus';
import { useFocusBack } from './use-focus-back';
import { useStaging } from './use-staging';

interface PanelProps {
  state: ChatState;
  /** The first time that it is open it does not take the focus. */
  leavesFocus: boolean;
  onClose: () => void;
}

/** The open chat: a dialog beside the page, over it on a phone. */
export function Panel({ state, leavesFocus, onClose }: PanelProps) {
  const { chat, language } = useWidget();
  const { texts } = language;
  const panel = useRef<HTMLElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const holdsBack = useRef(leavesFocus);
  const staging = useStaging(state.beginning);
  const [said, setSaid] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const phase = phaseOf(state.log.state);
  const hasQuestion = isAsking && isHandoff(phase);

  useEffect(() => {
    if (!state.isOpen) return;
    if (holdsBack.current) holdsBack.current = false;
    else input.current?.focus();
  }, [state.isOpen]);
  useEffect(() => {
    setProblem(null);
    // The agent was first: the next conversation with people is not asked about.
    if (!isHandoff(phase)) setAsking(false);
  }, [phase.name]);
  useFocusBack(hasQuestion, input);

  const end = async () => {
    setAsking(false);
    setProblem((await chat.end()) ? null : texts.notNow);
  };
  return (
    <section
      class="panel"
      ref={panel}
      hidden={!state.isOpen}
      role="dialog"
      aria-label={texts.title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (panel.current !== null) keepFocusInside(event, panel.current);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        staging.add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Header
        phase={phase}
        hasSession={state.connection !== 'idle'}
        onClose={onClose}
        onEnd={() => setAsking(true)}
        onAskHuman={() => void chat.askForHuman(texts.askHuman)}
      />
      <Banner state={state} problem={problem} />
      <Conversation state={state} said={said} />
      {hasQuestion && <EndQuestion onEnd={() => void end()} onKeep={() => setAsking(false)} />}
      <Composer
        input={input}
        staging={staging}
        beginning={state.beginning}
        isHidden={hasQuestion}
        onSaid={() => setSaid(said + 1)}
      />
    </section>
  );
}
