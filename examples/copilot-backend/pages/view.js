/** Foreign words and addresses reach the page only here: words as text, addresses only when they are http(s). */

export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** @returns the address when it is http(s), else null: `javascript:` and the like are not followed. */
export function webAddress(value) {
  if (typeof value !== 'string') return null;
  try {
    const url = new URL(value, location.href);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A round picture; initials where there is none, or it does not load. */
export function picture(node, person) {
  const initials = (person.name || '?')
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
  const source = webAddress(person.avatarUrl);
  node.textContent = initials;
  node.setAttribute('aria-hidden', 'true');
  if (source === null) return node;
  const image = el('img');
  image.alt = '';
  image.addEventListener('load', () => node.replaceChildren(image));
  image.src = source;
  return node;
}

export function messageNode(message, onAction) {
  const time = new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const body = el('div', 'body', el('p', 'meta', `${message.author.name} · ${time}`));
  if (message.text) body.append(el('div', 'bubble', message.text));
  for (const file of message.attachments) body.append(fileNode(file));
  const actions = message.actions.map((action) => actionNode(action, onAction)).filter(Boolean);
  if (actions.length > 0) body.append(el('div', 'actions', ...actions));
  const node = el('li', `message ${message.from}`, picture(el('span', 'picture'), message.author), body);
  node.dataset.messageId = message.id;
  node.dataset.from = message.from;
  return node;
}

function fileNode(file) {
  const href = webAddress(file.url);
  const name = file.name ?? 'File';
  if (href === null) return el('span', 'file plain', name);
  const link = el('a', 'file');
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  if (file.mediaType?.startsWith('image/')) {
    const image = el('img');
    image.alt = name;
    image.src = href;
    link.append(image);
  } else {
    link.classList.add('plain');
    link.append(name);
  }
  return link;
}

function actionNode(action, onAction) {
  if (action.type === 'link') {
    const href = webAddress(action.url);
    if (href === null) return null;
    const link = el('a', '', action.text || href);
    link.href = href;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    return link;
  }
  const button = el('button', '', action.text);
  button.type = 'button';
  button.addEventListener('click', () => onAction(action));
  return button;
}

/** The mark under one's own message. */
export function setMark(node, mark, onRetry) {
  const key = JSON.stringify(mark);
  if (node.dataset.mark === key) return;
  node.dataset.mark = key;
  node.querySelector('.mark')?.remove();
  if (mark === null) return;
  const line = el('p', `mark ${mark.kind}`, mark.text);
  if (mark.retry) {
    const button = el('button', '', 'Retry');
    button.type = 'button';
    button.addEventListener('click', onRetry);
    line.append(button);
  }
  node.querySelector('.body').append(line);
}
