import { $, ago, el, keyed, picture, setText } from './dom.js';

const MOST_TAGS = 3;

/** The list of tickets at the left: links, so that every way to follow a link works. */
export function renderList(desk) {
  const { shown } = desk;
  setText($('list-note'), note(desk, shown));
  $('list-note').hidden = shown.length > 0;
  keyed(
    $('tickets'),
    shown,
    (ticket) => ticket.id,
    createRow,
    (node, ticket) => updateRow(node, ticket, desk),
  );
}

function note(desk, shown) {
  if (desk.error !== null && shown.length === 0) return desk.error;
  if (!desk.loaded) return 'Loading…';
  if (desk.tickets.size === 0) return 'No tickets yet. Ask for a human on the chat page.';
  return 'No ticket fits the filter.';
}

function createRow(ticket) {
  const link = el('a', 'row', el('span', 'picture'), el('div', 'row-body'));
  link.href = `#/tickets/${encodeURIComponent(ticket.id)}`;
  link.dataset.ticketId = ticket.id;
  return el('li', '', link);
}

function updateRow(node, ticket, desk) {
  const link = node.firstChild;
  const current = String(ticket.id === desk.selectedId);
  if (link.getAttribute('aria-current') !== current) link.setAttribute('aria-current', current);
  link.classList.toggle('unread', ticket.unread > 0);
  picture(link.firstChild, {
    name: ticket.requester.name ?? 'Visitor',
    avatarUrl: ticket.requester.avatarUrl,
  });
  const key = JSON.stringify([
    ticket.updatedAt,
    ticket.status,
    ticket.live,
    ticket.unread,
    ago(ticket.updatedAt),
  ]);
  if (link.dataset.shown === key) return;
  link.dataset.shown = key;
  link.lastChild.replaceChildren(
    el(
      'div',
      'row-top',
      el('span', 'row-name', ticket.requester.name ?? 'Visitor'),
      el('span', 'row-time', ago(ticket.updatedAt)),
      ticket.unread > 0 ? unreadMark(ticket.unread) : null,
    ),
    el('p', 'row-words', lastWords(ticket)),
    el('div', 'row-marks', ...marks(ticket)),
  );
}

function unreadMark(count) {
  return el('span', 'count', String(count), el('span', 'sr', ' unread'));
}

/** Status and the like; `all` tags or the first few. */
export function marks(ticket, all = false) {
  const tags = all ? ticket.tags : ticket.tags.slice(0, MOST_TAGS);
  const left = ticket.tags.length - tags.length;
  return [
    el('span', `chip ${ticket.status}`, ticket.status),
    ticket.live ? el('span', 'chip live', 'live') : null,
    ticket.stray ? el('span', 'chip stray', 'stray') : null,
    ...tags.map((tag) => el('span', 'chip', tag)),
    left > 0 ? el('span', 'chip', `+${left}`) : null,
  ].filter(Boolean);
}

function lastWords(ticket) {
  const last = ticket.transcript.findLast((entry) => entry.kind === 'message');
  if (last === undefined) return ticket.subject || `Ticket #${ticket.id}`;
  const words = last.content.text || last.content.altText || 'File';
  return last.author.type === 'user' ? words : `${last.author.name ?? 'Business'}: ${words}`;
}

/** Up and down move through the list. */
export function listKeys(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...$('tickets').querySelectorAll('.row')];
  const at = rows.indexOf(document.activeElement);
  const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
