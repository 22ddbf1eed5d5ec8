/** @jsxImportSource preact */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useWidget } from './context';
import { Icon } from './icons';
import { isSendingKey } from './sending-key';
import { StagedFiles } from './staged-files';
import { useDraft } from './use-draft';
import type { Staging } from './use-staging';

interface ComposerProps {
  input: RefObject<HTMLTextAreaElement | null>;
  staging: Staging;
  /** `ChatState.beginning` */
  beginning: number;
  /** Something else stands in its place; what is half written waits. */
  isHidden: boolean;
  onSaid: () => void;
}

/** Where the visitor writes. Enter sends, Shift+Enter begins a line. */
export function Composer({ input, staging, beginning, isHidden, onSaid }: ComposerProps) {
  const { chat, language, limits } = useWidget();
  const { texts } = language;
  const [text, setText] = useDraft(beginning, '');
  const picker = useRef<HTMLInputElement>(null);
  const isEmpty = text.trim() === '' && staging.files.length === 0;

  useLayoutEffect(() => {
    const area = input.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text, input]);

  const send = () => {
    if (isEmpty) return;
    void chat.say({ text, files: staging.take() });
    setText('');
    onSaid();
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isSendingKey(event)) return;
    event.preventDefault();
    send();
  };
  const onPaste = ({ clipboardData }: ClipboardEvent) => staging.add([...(clipboardData?.files ?? [])]);

  return (
    <form
      class="composer"
      hidden={isHidden}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <StagedFiles staging={staging} />
      <div class="row">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            staging.add([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
            input.current?.focus();
          }}
        />
        <button
          type="button"
          class="round quiet"
          onClick={() => picker.current?.click()}
          aria-label={texts.attach}
          title={texts.attach}
        >
          <Icon name="clip" />
        </button>
        <textarea
          ref={input}
          rows={1}
          dir="auto"
          value={text}
          maxLength={limits.textLength}
          placeholder={texts.placeholder}
          aria-label={texts.message}
          autocomplete="off"
          enterkeyhint="send"
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            chat.typing();
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="submit"
          class="round send"
          disabled={isEmpty}
          aria-label={texts.send}
          title={texts.send}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
