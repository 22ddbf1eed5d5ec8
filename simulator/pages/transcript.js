import { $, clock, el, keyed, picture, setText, webAddress } from './dom.js';

let following = true;
let shownId = null;

/** The conversation in the middle. */
export function renderTranscript(ticket) {
  if (shownId !== ticket.id) {
    shownId = ticket.id;
    following = true;
    // Another ticket is another log: its lines are not news to be read out one by one.
    $('transcript').replaceChildren();
  }
  keyed($('transcript'), ticket.transcript, (entry) => entry.id, createEntry, updateEntry);
  $('typing').hidden = !ticket.typing.user;
  setText($('typing'), ticket.typing.user ? `${ticket.requester.name ?? 'The visitor'} is typing…` : '');
  toEnd();
}

/** The view stays at the newest line unless one scrolled up to read. */
export function watchScroll() {
  $('log').addEventListener('scroll', () => {
    const { scrollHeight, scrollTop, clientHeight } = $('log');
    following = scrollHeight - scrollTop - clientHeight < 60;
  });
  const sizes = new ResizeObserver(toEnd);
  sizes.observe($('log'));
  sizes.observe($('transcript'));
}

export function followAgain() {
  following = true;
  toEnd();
}

function toEnd() {
  if (following) $('log').scrollTop = $('log').scrollHeight;
}

function createEntry(entry) {
  if (entry.kind === 'activity') {
    const line = el('li', 'entry activity', `${entry.content.text ?? 'Activity'} · ${clock(entry.received)}`);
    line.dataset.kind = 'activity';
    return line;
  }
  const { author, content } = entry;
  const name = author.name ?? (author.type === 'user' ? 'Visitor' : 'Business');
  const body = el('div', 'entry-body', el('p', 'meta'));
  if (content.text) body.append(el('div', 'bubble', content.text));
  if (content.mediaUrl) body.append(media(content));
  if (content.actions?.length > 0) {
    body.append(
      el('div', 'pills', ...content.actions.map((action) => el('span', 'pill', action.text ?? action.type))),
    );
  }
  const node = el('li', classOf(entry), picture(el('span', 'picture'), { ...author, name }), body);
  node.dataset.kind = entry.kind;
  node.dataset.messageId = entry.id;
  node.dataset.author = author.type;
  return node;
}

function classOf({ kind, author }) {
  if (kind === 'note') return 'entry business note';
  if (author.type === 'user') return 'entry user';
  return author.agentId && author.agentId !== '__trigger' ? 'entry business agent-entry' : 'entry business';
}

function updateEntry(node, entry) {
  const meta = node.querySelector('.meta');
  if (meta === null) return;
  const name = entry.author.name ?? (entry.author.type === 'user' ? 'Visitor' : 'Business');
  const parts = [entry.kind === 'note' ? `Internal note by ${name}` : name, clock(entry.received)];
  if (entry.delivered === true) parts.push('delivered');
  if (entry.delivered === false) parts.push('not delivered');
  setText(meta, parts.join(' · '));
}

function media(content) {
  const href = webAddress(content.mediaUrl);
  const name = content.altText || 'File';
  if (href === null) return el('span', 'media', name);
  const link = el('a', 'media', name);
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  if (!content.mediaType?.startsWith('image/') || !href.startsWith('/')) return link;
  const image = el('img');
  image.alt = name;
  image.addEventListener('load', () => {
    link.classList.add('image');
    link.replaceChildren(image);
  });
  image.src = href;
  return link;
}
