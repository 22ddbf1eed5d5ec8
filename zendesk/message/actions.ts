import { arrayOf, objectOf, textOf } from './raw';
import type { NormalisedAction } from './types';

const LINK_PROTOCOLS = /^(https?|mailto|tel):$/;

/** Buttons and quick replies. A kind that we do not know becomes a reply, so that the choice is still offered (R36). */
export function readActions(raw: unknown): NormalisedAction[] {
  return arrayOf(raw).flatMap((entry): NormalisedAction[] => {
    const action = objectOf(entry);
    const uri = textOf(action['uri']) ?? textOf(action['fallback']);
    const text = textOf(action['text']) ?? uri;
    if (text === undefined) return [];
    const payload = textOf(action['payload']) ?? null;
    if (uri !== undefined) return [{ type: 'link', text, payload, url: safeLink(uri) }];
    return [{ type: action['type'] === 'postback' ? 'postback' : 'reply', text, payload, url: null }];
  });
}

/** `javascript:` and its like keep their text and lose their target (S36). */
function safeLink(uri: string): string | null {
  return URL.canParse(uri) && LINK_PROTOCOLS.test(new URL(uri).protocol) ? uri : null;
}
