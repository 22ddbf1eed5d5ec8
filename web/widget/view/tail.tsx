/** @jsxImportSource preact */
import type { Phase } from '../core/phase';
import type { Typing } from '../core/typing';
import { fill } from '../texts';
import { Avatar } from './avatar';
import { useWidget } from './context';
import { tailWords } from './words';

/** What is going on at the end of the conversation: who is typing, what is waited for. */
export function Tail({ phase, typing }: { phase: Phase; typing: Typing | null }) {
  const { language } = useWidget();
  const { texts } = language;
  const waiting = tailWords(phase, language);
  if (typing !== null) {
    const { name, avatarUrl } = typing;
    const words = name === null ? texts.typingUnknown : fill(texts.typing, { name });
    return (
      <div class="tail typing">
        <Avatar name={name ?? texts.agent} url={avatarUrl} kind="agent" />
        <Dots />
        <span dir="auto">{words}</span>
      </div>
    );
  }
  if (waiting === null) return null;
  return (
    <div class="tail waiting" data-phase={phase.name}>
      {phase.name !== 'closed' && <Dots />}
      <span>{waiting}</span>
    </div>
  );
}

function Dots() {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
