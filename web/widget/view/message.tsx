/** @jsxImportSource preact */
import { Component } from 'preact';
import type { Entry } from '../core/timeline';
import { AttachmentView } from './attachments';
import { Avatar } from './avatar';
import { Cards } from './cards';
import { Choices } from './choices';
import { useWidget } from './context';
import { MarkLine } from './mark-line';
import { timeOf } from './times';
import { WordsOfOthers } from './words-of-others';

export interface MessageProps {
  entry: Entry;
  isNewest: boolean;
  /** Said under the newest own message, and wherever something is to be said. */
  hasMark: boolean;
  progress: number | null;
}

/** One message; drawn again only when something of it changed, since there may be thousands. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate({ entry, ...next }: MessageProps): boolean {
    const { entry: shown, ...props } = this.props;
    return (
      !isSame(props, next) ||
      !isSame({ ...shown, mark: null }, { ...entry, mark: null }) ||
      !isSame(shown.mark, entry.mark)
    );
  }

  override render(props: MessageProps) {
    return props.entry.from === 'system' ? <Notice entry={props.entry} /> : <Bubble {...props} />;
  }
}

function Notice({ entry: { text } }: { entry: Entry }) {
  return (
    <li class="notice" data-from="system">
      <span dir="auto">{text}</span>
    </li>
  );
}

function Bubble({ entry, isNewest, hasMark, progress }: MessageProps) {
  const { language, bot } = useWidget();
  const { from, author, text, cards, startsGroup, endsGroup, mark } = entry;
  const isOwn = from === 'user';
  const isAgent = from === 'agent';
  const name = author.name ?? (isAgent ? language.texts.agent : bot.name);
  const picture = author.avatarUrl ?? (isAgent ? null : bot.avatarUrl);
  return (
    <li
      class={`message ${from}${startsGroup ? ' starts' : ''}${endsGroup ? ' ends' : ''}`}
      data-from={from}
      data-id={entry.id}
      data-mark={mark?.value}
    >
      {!isOwn && endsGroup && <Avatar name={name} url={picture} kind={isAgent ? 'agent' : 'copilot'} />}
      <div class="body">
        <p class={startsGroup ? 'meta' : 'sr'}>
          <span class={isOwn ? 'sr' : 'name'} dir="auto">
            {isOwn ? language.texts.you : name}
          </span>{' '}
          <time dateTime={entry.at}>{timeOf(entry.at, language)}</time>
        </p>
        {cards !== undefined && cards.length > 0 ? (
          <Cards cards={cards} attachments={entry.attachments} actions={entry.actions} isNewest={isNewest} />
        ) : (
          <>
            {entry.attachments.map((file, index) => (
              <AttachmentView key={index} file={file} blobKey={entry.blobKeys[index]} />
            ))}
            {text !== null &&
              (isOwn ? (
                <div class="bubble" dir="auto">
                  {text}
                </div>
              ) : (
                <WordsOfOthers text={text} />
              ))}
            <Choices actions={entry.actions} isNewest={isNewest} />
          </>
        )}
        {hasMark && <MarkLine entry={entry} progress={progress} />}
      </div>
    </li>
  );
}

function isSame(one: object | null, other: object | null): boolean {
  if (one === null || other === null) return one === other;
  const pairs = Object.entries(one);
  const others = other as Record<string, unknown>;
  return pairs.length === Object.keys(other).length && pairs.every(([key, value]) => others[key] === value);
}
