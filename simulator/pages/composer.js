import { act } from './api.js';
import { $, setText, toast } from './dom.js';
import { followAgain } from './transcript.js';
import { stopTyping, typed } from './typing.js';

const LARGEST_FILE = 3_500_000;
/** What one has begun to write, per ticket. */
const drafts = new Map();
let shownId = null;
let file = null;
let sending = Promise.resolve();

const mode = () => $('composer').elements.mode.value;

export function renderComposer(ticket) {
  if (shownId !== ticket.id) {
    if (shownId !== null) drafts.set(shownId, $('text').value);
    shownId = ticket.id;
    $('text').value = drafts.get(ticket.id) ?? '';
    setFile(null);
    fit();
  }
  const closed = ticket.status === 'closed';
  const mute = closed || (mode() === 'reply' && ticket.sessionEnded === true);
  for (const control of [$('text'), $('send'), $('file')]) control.disabled = mute;
  $('file').disabled = mute || mode() === 'note';
  $('composer').classList.toggle('is-note', mode() === 'note');
  $('text').placeholder =
    mode() === 'note' ? 'Write an internal note: the user never sees it…' : 'Write a reply…';
  setText($('send'), mode() === 'note' ? 'Add note' : 'Send');
  setText($('composer-note'), why(ticket, closed));
  for (const button of $('composer').querySelectorAll('[data-status]')) {
    button.disabled = closed;
    button.setAttribute('aria-pressed', String(button.dataset.status === ticket.status));
  }
}

function why(ticket, closed) {
  if (closed) return 'This ticket is closed.';
  if (ticket.sessionEnded) return 'The messaging session has ended.';
  if (!ticket.live) return 'Agents are not in control of this conversation.';
  return '';
}

export function startComposer(desk) {
  $('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit(desk);
  });
  $('composer').addEventListener('change', (event) => {
    if (event.target.name === 'mode' && desk.selected) renderComposer(desk.selected);
  });
  $('text').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $('composer').requestSubmit();
  });
  $('text').addEventListener('input', () => {
    fit();
    if (mode() === 'reply') typed(desk, $('text').value !== '');
  });
  $('text').addEventListener('blur', () => stopTyping());
  $('file').addEventListener('change', () => setFile($('file').files[0] ?? null));
  $('file-remove').addEventListener('click', () => setFile(null));
}

function submit(desk) {
  const ticket = desk.selected;
  const { agent } = desk;
  const text = $('text').value.trim();
  if (ticket === null || agent === null || (text === '' && file === null)) return;
  const job = { id: ticket.id, agentId: agent.id, text, file, mode: mode() };
  stopTyping();
  $('text').value = '';
  setFile(null);
  fit();
  followAgain();
  // One after another: what is written first arrives first.
  sending = sending.then(() => send(job)).catch((error) => giveBack(job, error));
}

async function send({ id, agentId, text, file: attached, mode: kind }) {
  if (kind === 'note') {
    await act(id, 'note', { agentId, text });
    return;
  }
  const body = { agentId };
  if (text !== '') body.text = text;
  if (attached !== null) {
    const mediaType = attached.type || 'application/octet-stream';
    body.attachment = { name: attached.name, mediaType, dataBase64: await base64(attached) };
  }
  await act(id, 'messages', body);
}

/** Nothing that one wrote is lost: it goes back to where it was written. */
function giveBack(job, error) {
  toast(`Not sent: ${error.message}`);
  if (shownId !== job.id) {
    drafts.set(job.id, job.text);
    return;
  }
  $('text').value = [job.text, $('text').value].filter(Boolean).join('\n');
  if (job.file !== null && file === null) setFile(job.file);
  fit();
}

function setFile(next) {
  if (next !== null && next.size > LARGEST_FILE) {
    toast('The file is too large: 3.5 MB at most.');
    next = null;
  }
  file = next;
  if (next === null) $('file').value = '';
  $('file-chip').hidden = next === null;
  setText($('file-name'), next?.name ?? '');
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(new Error('The file cannot be read.'));
    reader.readAsDataURL(blob);
  });
}

function fit() {
  const text = $('text');
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
}
