/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Attachment } from '../../../contract/events';
import { safeImage, safeLink } from '../content/safe-url';
import { fill } from '../texts';
import { useWidget } from './context';
import { Icon } from './icons';
import { useBytes, usePreview } from './previews';
import { sizeWords } from './sizes';

/** A file of a message: an image as a picture, everything else as a link; what is not to be followed as its name. */
export function AttachmentView({ file, blobKey }: { file: Attachment; blobKey: string | undefined }) {
  const { chat, images, language } = useWidget();
  const { texts, locale } = language;
  const [brokenUrl, setBroken] = useState<string | null>(null);
  const isImage = file.mediaType?.startsWith('image/') === true;
  const name = file.name ?? (isImage ? texts.image : texts.file);
  const local = usePreview(useBytes(isImage ? blobKey : undefined));
  const source = local ?? (isImage && brokenUrl !== file.url ? safeImage(file.url, images) : null);
  // Its address may have expired; a fresh one is tried anew.
  const fail = () => {
    setBroken(file.url);
    chat.renewFiles();
  };
  const inside =
    source === null ? (
      <span class="file">
        <Icon name="file" />
        <span class="file-name" dir="auto">
          {name}
        </span>
        {file.size !== null && <span class="file-size">{sizeWords(file.size, locale)}</span>}
      </span>
    ) : (
      <img class="picture" src={source} alt={name} onError={fail} />
    );
  const target = safeLink(file.url);
  if (target === null) return <div class="attachment">{inside}</div>;
  return (
    <a
      class="attachment"
      href={target}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={fill(texts.download, { name })}
    >
      {inside}
    </a>
  );
}
