/** Foreign words reach the page only as text nodes, foreign addresses only when they are http(s). */

export const $ = (id) => document.getElementById(id);

/** @param children nodes, or strings that become text. */
export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @returns the address when it is http(s), else null. */
export function webAddress(value) {
  if (typeof value !== 'string') return null;
  try {
    const url = new URL(value, location.href);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    // Ours under another name of this machine (localhost, 127.0.0.1): the policy of this page knows one name only.
    const loopback = ['localhost', '127.0.0.1', '[::1]'];
    const ours =
      loopback.includes(url.hostname) && loopback.includes(location.hostname) && url.port === location.port;
    return ours ? url.pathname + url.search : url.href;
  } catch {
    return null;
  }
}

/** A round picture of ours, initials for everyone else's and for none. */
export function picture(node, person) {
  const key = `${person.name} ${person.avatarUrl}`;
  if (node.dataset.key === key) return node;
  node.dataset.key = key;
  node.setAttribute('aria-hidden', 'true');
  const words = (person.name ?? '').split(/\s+/).filter(Boolean);
  const initials = words.slice(0, 2).map((word) => [...word][0]);
  node.textContent = initials.join('').toUpperCase() || '?';
  const source = webAddress(person.avatarUrl);
  if (source === null || !source.startsWith('/')) return node;
  const image = el('img');
  image.alt = '';
  image.addEventListener('load', () => node.replaceChildren(image));
  image.src = source;
  return node;
}

/** Shows a list of keyed things: nodes that exist are kept, so that only what is new is read out. */
export function keyed(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = new Set(items.map(keyOf));
  for (const [key, node] of known) if (!wanted.has(key)) node.remove();
  items.forEach((item, index) => {
    const key = keyOf(item);
    let node = known.get(key);
    if (node === undefined) {
      node = create(item);
      node.dataset.key = key;
    }
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    update?.(node, item);
  });
}

export function clock(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** "now", "5 min", "3 h", "2 d" */
export function ago(iso) {
  const minutes = Math.floor((Date.now() - Date.parse(iso)) / 60_000);
  if (!(minutes >= 1)) return 'now';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 60 / 24)} d`;
}

export function toast(text) {
  const close = el('button', 'plain', '×');
  close.type = 'button';
  close.setAttribute('aria-label', 'Dismiss');
  const node = el('div', 'toast', el('span', '', text), close);
  close.addEventListener('click', () => node.remove());
  setTimeout(() => node.remove(), 8000);
  $('toasts').append(node);
}
