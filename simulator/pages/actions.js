import { act } from './api.js';
import { $, toast } from './dom.js';

/** Everything an agent does to a ticket besides writing. */
export function startActions(desk) {
  for (const button of document.querySelectorAll('[data-status]')) {
    button.addEventListener('click', () => run(desk, 'status', { status: button.dataset.status }));
  }
  for (const button of document.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => {
      closeMenu();
      run(desk, button.dataset.action, {});
    });
  }
  $('pass').addEventListener('submit', (event) => {
    event.preventDefault();
    closeMenu();
    run(desk, 'pass-control', { switchboardIntegration: $('pass-name').value.trim() });
  });
  $('trigger').addEventListener('submit', (event) => {
    event.preventDefault();
    closeMenu();
    run(desk, 'trigger', { text: $('trigger-text').value });
  });
  $('assignee').addEventListener('change', () => run(desk, 'assign', {}, $('assignee').value));
  document.addEventListener('click', (event) => {
    if (!$('more').contains(event.target)) $('more').open = false;
  });
  $('more').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !$('more').open) return;
    closeMenu();
  });
}

export function renderActions(ticket) {
  const over = ticket.status === 'closed' || ticket.sessionEnded === true;
  for (const control of $('more').querySelectorAll('button, input')) control.disabled = over;
}

function closeMenu() {
  $('more').open = false;
  $('more').querySelector('summary').focus();
}

async function run(desk, action, body, agentId = desk.agent?.id) {
  const { selectedId } = desk;
  if (selectedId === null || agentId === undefined) return;
  try {
    await act(selectedId, action, action === 'trigger' || action === 'csat' ? body : { agentId, ...body });
  } catch (error) {
    toast(error.message);
  }
  desk.refresh(selectedId);
}
