import type { MessageEvent, MessageStatusEvent } from '../../../contract/events';
import { viewOf } from '../../support/world/view';
import type { LogItem } from '../../support/world/oracles';
import type { SessionEvidence } from './evidence';

/** Ids of the user's messages that the API took with a 2xx, in the order in which it did. */
export function accepted({ operations }: SessionEvidence): string[] {
  const ok = operations.filter(({ f, outcome }) => f === 'send' && outcome === 'ok');
  return [...new Set(ok.map(({ id }) => id ?? ''))];
}

/** Ids of messages of which nobody knows whether they were taken. */
export function unknown(evidence: SessionEvidence): Set<string> {
  const sent = evidence.operations.filter(({ f }) => f === 'send');
  const settled = new Set(sent.filter(({ outcome }) => outcome !== 'unknown').map(({ id }) => id));
  return new Set(sent.flatMap(({ id }) => (id === undefined || settled.has(id) ? [] : [id])));
}

/** Our ids of the user's messages in Zendesk, in commit order; one for each commit. */
export function inZendesk({ zendesk }: SessionEvidence): string[] {
  return zendesk.filter(({ kind }) => kind === 'message').flatMap((item) => ourId(item) ?? []);
}

export function ourId({ metadata }: LogItem): string | undefined {
  const id = metadata?.['messageId'];
  return typeof id === 'string' && id.startsWith('user:') ? id.slice('user:'.length) : undefined;
}

/** What agents said in Zendesk, in Zendesk's order of (received, id). */
export function saidByAgents({ zendesk }: SessionEvidence): { id: string; text: string }[] {
  return zendesk
    .filter((item) => item.kind === 'message' && item['source'] === 'zd:agentWorkspace')
    .filter(({ author, activity }) => isAgent(author) && activity === undefined)
    .map(({ messageId, content, received }) => ({
      id: messageId ?? '',
      text: content?.text ?? '',
      received: String(received),
    }))
    .sort((a, b) => (a.received < b.received || (a.received === b.received && a.id < b.id) ? -1 : 1));
}

function isAgent(author: LogItem['author']): boolean {
  const { subtypes } = (author ?? {}) as { subtypes?: string[] };
  return subtypes?.includes('agent') === true;
}

/** What a view shows of agents. */
export function shownOfAgents(events: SessionEvidence['log']): MessageEvent['message'][] {
  return viewOf(events)
    .map(({ message }) => message)
    .filter(({ origin }) => origin === 'agent');
}

/** The outcomes told of each of the user's messages; more than one of a message is a fault. */
export function outcomes({ log }: SessionEvidence): Map<string, MessageStatusEvent['status'][]> {
  const told = new Map<string, MessageStatusEvent['status'][]>();
  for (const event of log) {
    if (event.type !== 'message_status' || event.status.value === 'delayed') continue;
    const { messageId } = event.status;
    told.set(messageId, [...(told.get(messageId) ?? []), event.status]);
  }
  return told;
}

export function doubles(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
}
