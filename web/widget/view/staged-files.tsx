/** @jsxImportSource preact */
import { fill } from '../texts';
import { useWidget } from './context';
import { Icon } from './icons';
import { usePreview } from './previews';
import { sizeWords } from './sizes';
import type { Staging } from './use-staging';

/** Above the composer: what goes with the next message. */
export function StagedFiles({ staging }: { staging: Staging }) {
  return (
    <>
      {staging.problem !== null && (
        <p class="problem" role="alert" dir="auto">
          {staging.problem}
        </p>
      )}
      {staging.files.length > 0 && (
        <ul class="staged">
          {staging.files.map((file) => (
            <StagedFile
              key={`${file.name}${file.lastModified}`}
              file={file}
              onRemove={() => staging.remove(file)}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function StagedFile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { texts, locale } = useWidget().language;
  const preview = usePreview(file.type.startsWith('image/') ? file : undefined);
  const words = fill(texts.removeFile, { name: file.name });
  return (
    <li>
      {preview === null ? <Icon name="file" /> : <img src={preview} alt="" width="32" height="32" />}
      <span class="file-name" dir="auto">
        {file.name}
      </span>
      <span class="file-size">{sizeWords(file.size, locale)}</span>
      <button type="button" class="round small" onClick={onRemove} aria-label={words} title={words}>
        <Icon name="close" />
      </button>
    </li>
  );
}
