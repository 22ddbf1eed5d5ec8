import { act } from './api.js';

const AGAIN_AFTER_MS = 5000;
const IDLE_AFTER_MS = 4000;
let told = null;
let idle;

/** Call it at every key stroke: the user is told "typing" at most every few seconds. */
export function typed(desk, any) {
  const { selected, agent } = desk;
  clearTimeout(idle);
  if (!any || selected === null || agent === null || !selected.live) {
    stopTyping();
    return;
  }
  idle = setTimeout(stopTyping, IDLE_AFTER_MS);
  const same = told !== null && told.id === selected.id && told.agentId === agent.id;
  if (same && Date.now() - told.at < AGAIN_AFTER_MS) return;
  if (!same) stopTyping();
  told = { id: selected.id, agentId: agent.id, at: Date.now() };
  tell(told, true);
}

export function stopTyping() {
  if (told === null) return;
  tell(told, false);
  told = null;
}

function tell({ id, agentId }, on) {
  // A dot that does not show harms nobody: the next key stroke tells it again.
  act(id, 'typing', { agentId, on }).catch((error) => console.debug('typing', error.message));
}
