/** Follows the desk. After every (re)connection everything is loaded again: nothing that happened meanwhile is missed. */
export function follow(desk) {
  const stream = new EventSource('/workspace/api/stream');
  stream.addEventListener('open', () => {
    desk.set({ connection: 'live' });
    desk.refreshAll();
  });
  stream.addEventListener('ticket', (event) => {
    const { id } = JSON.parse(event.data);
    if (id === undefined) desk.refreshAll();
    else desk.refresh(id);
  });
  stream.addEventListener('tickets', () => desk.refreshAll());
  stream.addEventListener('error', () => {
    desk.set({ connection: 'lost' });
    // A refused connection is not tried again by the browser.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => follow(desk), 2000);
  });
}
