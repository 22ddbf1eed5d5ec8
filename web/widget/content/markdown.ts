import createDOMPurify, { type DOMPurify } from 'dompurify';
import { Marked } from 'marked';
import { safeImage, type ImagePolicy } from './safe-url';

const TAGS = [
  'p',
  'br',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'a',
  'img',
  'hr',
];
const CELLS = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];

/** Markup in a message is shown as it was written: only markdown makes elements. */
const marked = new Marked({
  gfm: true,
  breaks: true,
  tokenizer: { html: () => undefined, tag: () => undefined },
  renderer: {
    // A chat has no headings; a screen reader would take them for those of the page.
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

export type RenderMarkdown = (text: string) => DocumentFragment;

/** Foreign words as elements: marked makes them, DOMPurify lets through what is harmless (S36). */
export function markdownRenderer(policy: ImagePolicy): RenderMarkdown {
  const purify = createDOMPurify(window);
  withHooks(purify, policy);
  return (text) =>
    purify.sanitize(marked.parse(text, { async: false }), {
      RETURN_DOM_FRAGMENT: true,
      ALLOWED_TAGS: [...TAGS, ...CELLS],
      ALLOWED_ATTR: ['href', 'src', 'alt', 'start', 'align'],
      ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
    });
}

/** Run in DOMPurify's own document, which loads nothing. */
function withHooks(purify: DOMPurify, policy: ImagePolicy): void {
  purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
    if (attribute.attrName !== 'src') return;
    attribute.keepAttr = safeImage(attribute.attrValue, policy) !== null;
  });
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (element.tagName === 'A') {
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer nofollow');
    } else if (element.tagName === 'IMG' && !element.hasAttribute('src')) {
      element.replaceWith(element.getAttribute('alt') ?? '');
    }
  });
}
