import { ChatModel } from '/model.js';
import { Outbox } from '/outbox.js';
import { messageNode, picture, setMark } from '/view.js';

const COPILOT = { name: 'Copilot', avatarUrl: '/copilot.svg' };
const DELAYED_AFTER_MS = 10_000;
const $ = (id) => document.getElementById(id);

const sessionId = localStorage.getItem('copilot-session') ?? newId('web');
localStorage.setItem('copilot-session', sessionId);
const base = `/api/chat/${sessionId}`;

let model = new ChatModel();
let service = { ready: true };
let online = true;
/** When this page first saw an own message that is not settled. */
const firstSeen = new Map();
/** Failed messages that the user sent again under a new id. */
const resent = new Set();
const nodes = new Map();
const outbox = new Outbox(sessionId, `${base}/messages`, () => render());

function newId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${prefix}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

// EventSource comes back by itself and asks for what it missed (Last-Event-ID).
function connect() {
  const stream = new EventSource(`${base}/stream`);
  stream.addEventListener('open', () => {
    online = true;
    render();
  });
  stream.addEventListener('entry', (event) => {
    model.apply(JSON.parse(event.data));
    renderSoon();
  });
  stream.addEventListener('service', (event) => {
    service = JSON.parse(event.data);
    renderSoon();
  });
  stream.addEventListener('reset', () => {
    model = new ChatModel();
    renderSoon();
  });
  stream.addEventListener('error', () => {
    online = false;
    render();
    // A refused connection is not tried again by the browser.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}

let scheduled = false;
function renderSoon() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    render();
  });
}

function say(text, postback) {
  outbox.add({ id: newId('m'), text, ...(postback ? { postback } : {}) });
}

function markOf(message) {
  const waiting = outbox.items.find((item) => item.id === message.id && !item.sent);
  if (waiting?.failed) return { kind: 'failed', text: `Not sent: ${waiting.failed}`, retry: true };
  const status = waiting ? { value: 'sending' } : (model.status.get(message.id) ?? { value: 'sending' });
  if (status.value === 'answered') return null;
  if (status.value === 'delivered') return { kind: 'delivered', text: 'Delivered' };
  if (status.value === 'failed') {
    if (resent.has(message.id)) return { kind: 'failed', text: 'Not delivered; sent again' };
    return { kind: 'failed', text: `Not delivered${status.detail ? `: ${status.detail}` : ''}`, retry: true };
  }
  if (!firstSeen.has(message.id)) firstSeen.set(message.id, Date.now());
  if (Date.now() - firstSeen.get(message.id) > DELAYED_AFTER_MS) {
    return { kind: 'delayed', text: 'Delayed: we keep trying' };
  }
  return status.value === 'accepted'
    ? { kind: 'accepted', text: 'Sent' }
    : { kind: 'sending', text: 'Sending…' };
}

function retry(message) {
  if (outbox.items.some((item) => item.id === message.id && !item.sent)) {
    outbox.retry(message.id);
    return;
  }
  resent.add(message.id);
  say(message.text, message.postback);
}

function shownMessages() {
  const known = new Set(model.messages.map((message) => message.id));
  outbox.settle((id) => known.has(id));
  const own = outbox.items.filter((item) => !known.has(item.id));
  const bare = { from: 'user', author: { name: 'You' }, attachments: [], actions: [] };
  return [...model.messages, ...own.map((item) => ({ ...bare, ...item }))];
}

function renderMessages() {
  const list = $('messages');
  const shown = shownMessages();
  const ids = new Set(shown.map((message) => message.id));
  for (const [id, node] of nodes) {
    if (ids.has(id)) continue;
    node.remove();
    nodes.delete(id);
  }
  shown.forEach((message, index) => {
    let node = nodes.get(message.id);
    if (node === undefined) {
      node = messageNode(message, (action) => say(action.text, action.payload));
      nodes.set(message.id, node);
    }
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    if (message.from === 'user') setMark(node, markOf(message), () => retry(message));
  });
  $('suggestions').hidden = shown.some((message) => message.from === 'user');
  follow();
}

const STATE_WORDS = {
  copilot: 'Answers at once',
  requested: 'Transferring…',
  opening: 'Transferring…',
  waiting: 'Waiting for an agent…',
};

function renderHead() {
  const { phase, agent } = model;
  const person = phase === 'active' && agent ? agent : COPILOT;
  if ($('who').textContent !== person.name || !$('who-picture').hasChildNodes()) {
    $('who').textContent = person.name;
    picture($('who-picture'), person);
  }
  const words = phase === 'active' ? 'Agent · with you now' : STATE_WORDS[phase];
  if ($('state').textContent !== words) $('state').textContent = words;
  $('state').dataset.phase = phase;
  $('end').hidden = !['opening', 'waiting', 'active'].includes(phase);
  $('tail').hidden = !['requested', 'opening', 'waiting'].includes(phase);
  $('tail-text').textContent = STATE_WORDS[phase] ?? '';
}

function bannerWords() {
  if (!online) return 'No connection. What you write is kept and sent as soon as it is back.';
  if (!service.ready) return 'Waiting for credentials: a human can be reached as soon as they are there.';
  if (model.attention)
    return 'Our support system is slow right now. Your messages are kept and will be delivered.';
  return '';
}

function renderBanner() {
  const words = bannerWords();
  if ($('banner').textContent !== words) $('banner').textContent = words;
  $('banner').hidden = words === '';
}

function render() {
  renderHead();
  renderBanner();
  renderMessages();
}

// The view stays at the newest message unless the user scrolled up to read.
let following = true;
const follow = () => {
  if (following) $('log').scrollTop = $('log').scrollHeight;
};
$('log').addEventListener('scroll', () => {
  const log = $('log');
  following = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
});
const sizes = new ResizeObserver(follow);
sizes.observe($('log'));
sizes.observe($('messages'));

function fit() {
  const text = $('text');
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight + 2}px`;
}

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('text').value.trim();
  if (text === '') return;
  $('text').value = '';
  fit();
  following = true;
  say(text);
});
$('text').addEventListener('input', fit);
$('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('composer').requestSubmit();
});
for (const button of $('suggestions').children) {
  button.addEventListener('click', () => {
    say(button.textContent);
    $('text').focus();
  });
}
$('end').addEventListener('click', async () => {
  $('end').disabled = true;
  const response = await fetch(`${base}/end`, { method: 'POST' }).catch(() => null);
  $('end').disabled = false;
  if (response?.ok) return;
  $('state').textContent = 'The chat could not be ended right now. Please try again.';
});
$('fresh').addEventListener('click', () => {
  localStorage.removeItem('copilot-session');
  location.reload();
});

// "Delayed" comes by the clock, not by an event.
setInterval(render, 1000);
render();
connect();
