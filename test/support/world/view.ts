import type { MessageEvent, SessionEvent } from '../../../contract/events';

/** The messages as a view shows them: in log order, a late one inserted where `beforeSeq` says (wire.md "Session event"). */
export function viewOf(events: readonly SessionEvent[]): MessageEvent[] {
  const shown: MessageEvent[] = [];
  for (const event of events) {
    if (event.type !== 'message') continue;
    const place = event.beforeSeq === null ? -1 : shown.findIndex(({ seq }) => seq === event.beforeSeq);
    shown.splice(place === -1 ? shown.length : place, 0, event);
  }
  return shown;
}
