import { $, el } from './dom.js';
import { marks } from './list.js';

/** The ticket's properties at the right. */
export function renderProperties(ticket, desk) {
  renderAssignee(ticket, desk);
  const { requester, typing: _typing, transcript: _transcript, unread: _unread, ...rest } = ticket;
  const key = JSON.stringify([requester, rest]);
  if ($('properties').dataset.shown === key) return;
  $('properties').dataset.shown = key;
  $('properties').replaceChildren(
    ...section('Requester', [
      ['Name', requester.name],
      ['E-mail', requester.email],
    ]),
    ...section('Ticket', [
      ['Status and tags', el('div', '', ...marks(ticket, true))],
      ['Group', ticket.groupId],
      ['Priority', ticket.priority],
    ]),
    ...map('Custom fields', ticket.fields),
    ...section('Conversation', [
      ['Conversation id', ticket.conversationId],
      ['Requester external id', requester.externalId],
      ['Requester user id', requester.userId],
      ['Made by', ticket.stray ? 'Stray: by the default responder, not by a passControl' : 'passControl'],
      ['Account', ticket.subdomain],
      ['Brand', ticket.brandId],
      ['Organization', ticket.organizationId],
      ['Created', new Date(ticket.createdAt).toLocaleString()],
    ]),
    ...map('Other metadata', ticket.metadata),
  );
}

function map(title, values) {
  const rows = Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]);
  return rows.length > 0 ? section(title, rows) : [el('h2', '', title), el('p', 'none', '–')];
}

function section(title, rows) {
  const list = el('dl');
  for (const [name, value] of rows) {
    const shown = value === null || value === undefined || value === '' ? el('span', 'none', '–') : value;
    list.append(el('dt', '', name), el('dd', '', shown));
  }
  return [el('h2', '', title), list];
}

function renderAssignee(ticket, desk) {
  const select = $('assignee');
  const key = JSON.stringify(desk.agents);
  if (select.dataset.shown !== key) {
    select.dataset.shown = key;
    select.replaceChildren(
      new Option('Nobody', ''),
      ...desk.agents.map(({ id, name }) => new Option(name, id)),
    );
  }
  $('assignee-row').hidden = false;
  select.disabled = ticket.status === 'closed';
  select.options[0].disabled = true;
  select.value = ticket.assigneeId ?? '';
}
