const BREAKS = /^(br|p|div|li|tr|h[1-6]|ul|ol|table|blockquote)$/;
const SILENT = /^(script|style|template|head)$/;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** Html of an agent's message as plain text: never shown as markup, links keep their target. One pass, linear. */
export function htmlToText(html: string): string {
  let out = '';
  let silentUntil: string | undefined;
  let link: { href: string; start: number } | undefined;
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    const end = open < 0 ? html.length : open;
    if (silentUntil === undefined) out += decode(html.slice(at, end));
    if (open < 0) break;
    const close = html.indexOf('>', open);
    if (close < 0) {
      out += decode(html.slice(open));
      break;
    }
    at = close + 1;
    const tag = html.slice(open + 1, close);
    const name = /^\/?([a-z][a-z0-9]*)/i.exec(tag)?.[1]?.toLowerCase() ?? '';
    const closes = tag.startsWith('/');
    if (silentUntil !== undefined) {
      if (closes && name === silentUntil) silentUntil = undefined;
    } else if (!closes && SILENT.test(name)) silentUntil = name;
    else if (BREAKS.test(name)) out += '\n';
    else if (name === 'a' && !closes) link = { href: hrefOf(tag), start: out.length };
    else if (name === 'a' && link !== undefined) {
      if (link.href !== '' && out.slice(link.start).trim() !== link.href) out += ` (${link.href})`;
      link = undefined;
    }
  }
  return tidy(out);
}

function hrefOf(tag: string): string {
  const href = decode(/\shref\s*=\s*["']?([^"'\s>]*)/i.exec(tag)?.[1] ?? '');
  return /^https?:\/\//i.test(href) ? href : '';
}

function decode(text: string): string {
  return text.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,5});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES.get(name.toLowerCase()) ?? whole;
    const isHex = name[1] === 'x' || name[1] === 'X';
    const point = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
      ? String.fromCodePoint(point)
      : '';
  });
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/[ \t\r]+/g, ' ').trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
