/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import { safeImage } from '../content/safe-url';
import { useWidget } from './context';

/** A round picture; initials where there is none, it may not be loaded, or it does not load. For the eye only. */
export function Avatar({ name, url, kind }: { name: string; url: string | null; kind: 'copilot' | 'agent' }) {
  const { images } = useWidget();
  const [brokenUrl, setBroken] = useState<string | null>(null);
  const source = safeImage(url, images);
  return (
    <span class={`avatar ${kind}`} aria-hidden="true">
      {source === null || source === brokenUrl ? (
        initials(name)
      ) : (
        <img src={source} alt="" width="32" height="32" onError={() => setBroken(source)} />
      )}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/).slice(0, 2);
  return words
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 32))
    .join('')
    .toUpperCase();
}
