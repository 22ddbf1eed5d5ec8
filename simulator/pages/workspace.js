import { act } from './api.js';
import { renderActions, startActions } from './actions.js';
import { renderComposer, startComposer } from './composer.js';
import { $, el, picture, setText } from './dom.js';
import { listKeys, marks, renderList } from './list.js';
import { follow } from './live.js';
import { renderProperties } from './properties.js';
import { Desk } from './store.js';
import { renderTranscript, watchScroll } from './transcript.js';

const desk = new Desk();
const CONNECTION = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost, trying again…' };

function render() {
  setText($('connection'), CONNECTION[desk.connection]);
  $('connection').dataset.state = desk.connection;
  renderPickers();
  renderList(desk);
  const ticket = desk.selected;
  $('ticket').hidden = ticket === null;
  $('no-ticket').hidden = ticket !== null;
  setText($('no-ticket'), hint());
  $('properties').hidden = ticket === null;
  if (ticket === null) $('assignee-row').hidden = true;
  else renderTicket(ticket);
}

/** What stands where a ticket would. An empty list says so by itself. */
function hint() {
  if (desk.tickets.size === 0) return '';
  return desk.selectedId === null ? 'Choose a ticket.' : `Ticket #${desk.selectedId} is not here.`;
}

function renderTicket(ticket) {
  picture($('requester-picture'), {
    name: ticket.requester.name ?? 'Visitor',
    avatarUrl: ticket.requester.avatarUrl,
  });
  setText($('subject'), ticket.subject || `Conversation with ${ticket.requester.name ?? 'a visitor'}`);
  const [status, ...more] = marks({ ...ticket, tags: [] });
  const key = JSON.stringify([ticket.id, ticket.status, ticket.live, ticket.stray, ticket.channel]);
  if ($('ticket-line').dataset.shown !== key) {
    $('ticket-line').dataset.shown = key;
    const where = `#${ticket.id} · via ${ticket.channel}${ticket.subdomain ? ` · ${ticket.subdomain}` : ''}`;
    $('ticket-line').replaceChildren(status, ...more, el('span', '', where));
  }
  renderTranscript(ticket);
  renderComposer(ticket);
  renderActions(ticket);
  renderProperties(ticket, desk);
  markRead(ticket);
}

function renderPickers() {
  options(
    $('agent'),
    desk.agents.map(({ id, name }) => [id, name]),
    desk.agent?.id ?? '',
  );
  if (desk.agent !== null) picture($('agent-picture'), desk.agent);
  const accounts = desk.accounts.map(({ appId, subdomain, displayName }) => [
    appId,
    displayName || subdomain || appId,
  ]);
  options($('account'), [['', 'All accounts'], ...accounts], desk.filter.appId);
}

function options(select, pairs, value) {
  const key = JSON.stringify(pairs);
  if (select.dataset.shown !== key) {
    select.dataset.shown = key;
    select.replaceChildren(...pairs.map(([id, name]) => new Option(name, id)));
  }
  select.value = value;
}

/** Reading is what an agent does who has the ticket before them. */
let reading = false;
function markRead(ticket) {
  if (reading || ticket.unread === 0 || document.hidden || desk.agent === null || !ticket.live) return;
  reading = true;
  act(ticket.id, 'read', { agentId: desk.agent.id })
    .catch((error) => console.debug('read', error.message))
    .finally(() => (reading = false));
}

function selectFromAddress() {
  const id = /^#\/tickets\/(.+)$/.exec(location.hash)?.[1];
  document.body.dataset.pane = id === undefined ? 'list' : 'ticket';
  $('details').setAttribute('aria-expanded', 'false');
  desk.set({ selectedId: id === undefined ? null : decodeURIComponent(id) });
}

function showDetails(open) {
  document.body.dataset.pane = open ? 'details' : 'ticket';
  $('details').setAttribute('aria-expanded', String(open));
  $(open ? 'details-close' : 'details').focus();
}

$('agent').addEventListener('change', () => {
  localStorage.setItem('workspace-agent', $('agent').value);
  desk.set({ agentId: $('agent').value });
});
$('account').addEventListener('change', () =>
  desk.set({ filter: { ...desk.filter, appId: $('account').value } }),
);
$('status').addEventListener('change', () =>
  desk.set({ filter: { ...desk.filter, status: $('status').value } }),
);
$('tickets').addEventListener('keydown', listKeys);
$('back').addEventListener('click', () => (location.hash = ''));
$('details').addEventListener('click', () => showDetails(true));
$('details-close').addEventListener('click', () => showDetails(false));
window.addEventListener('hashchange', selectFromAddress);
document.addEventListener('visibilitychange', () => render());

desk.onChange(render);
watchScroll();
startComposer(desk);
startActions(desk);
selectFromAddress();
// The ages in the list go on by the clock.
setInterval(() => renderList(desk), 30_000);
follow(desk);
