/** @jsxImportSource preact */
import { isHandoff, type Phase } from '../core/phase';
import { Avatar } from './avatar';
import { useWidget } from './context';
import { Icon } from './icons';
import { Menu } from './menu';
import { phaseWords } from './words';

interface HeaderProps {
  phase: Phase;
  hasSession: boolean;
  onClose: () => void;
  onEnd: () => void;
  onAskHuman: () => void;
}

/** Whom one talks to, and what one can do about it. */
export function Header({ phase, hasSession, onClose, onEnd, onAskHuman }: HeaderProps) {
  const { chat, language, bot } = useWidget();
  const { texts } = language;
  const isAgent = phase.name === 'agent';
  const name = isAgent ? (phase.agent.name ?? texts.agent) : bot.name;
  const url = isAgent ? phase.agent.avatarUrl : bot.avatarUrl;
  const items = [
    ...(!isHandoff(phase) ? [{ words: texts.askHuman, act: onAskHuman }] : []),
    ...(isHandoff(phase) ? [{ words: texts.endChat, act: onEnd }] : []),
    ...(hasSession && !isHandoff(phase) ? [{ words: texts.newChat, act: () => chat.startAnew() }] : []),
  ];
  return (
    <header class="head">
      <Avatar key={`${name}${url ?? ''}`} name={name} url={url} kind={isAgent ? 'agent' : 'copilot'} />
      <div class="who">
        <h2 class="name">
          <bdi>{name}</bdi>
        </h2>
        <p class="phase" role="status" data-phase={phase.name}>
          {phaseWords(phase, language)}
        </p>
      </div>
      {items.length > 0 && <Menu label={texts.menu} items={items} />}
      <button type="button" class="round" onClick={onClose} aria-label={texts.close} title={texts.close}>
        <Icon name="close" />
      </button>
    </header>
  );
}
