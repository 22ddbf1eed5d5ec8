import { handoffDetailSchema, type HandoffDetail, type TimelineEntry } from '../../contract/admin-handoffs';
import type { Handoff } from '../../contract/handoff';
import type { ApiDeps } from '../deps';
import { adminOperation } from '../http/operation';
import { findHandoff } from './find';
import { stepsOf } from './handoff-steps';
import { isTest } from './test-handoff';

const MAX_ENTRIES = 500;

export const readHandoffDetail = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read one handoff with its timeline',
    description:
      'Every message with its delivery status, every state, every call to Zendesk that failed and every callback, in the order ' +
      'of time.',
    answers: {
      200: { description: 'The handoff', schema: handoffDetailSchema.meta({ id: 'HandoffDetail' }) },
    },
    errors: ['handoff_not_found'],
    async handle({ param }) {
      const { handoff } = await findHandoff(deps.store, param('handoffId'));
      const { entries, truncated } = await timelineOf(deps, handoff.id);
      const body: HandoffDetail = {
        handoff,
        test: isTest(handoff),
        steps: stepsOf(handoff),
        timeline: entries,
        truncated,
        links: { temporal: temporalLink(deps, handoff), zendesk: await zendeskLink(deps, handoff) },
      };
      return { status: 200, body };
    },
  });

async function timelineOf(
  { store }: ApiDeps,
  handoffId: string,
): Promise<{ entries: TimelineEntry[]; truncated: boolean }> {
  const [events, callbacks, faults] = await Promise.all([
    store.sessions.ofHandoff(handoffId, MAX_ENTRIES),
    store.callbacks.ofHandoff(handoffId, MAX_ENTRIES),
    store.connectionLog.ofHandoff(handoffId),
  ]);
  const all: TimelineEntry[] = [
    ...events.map((event) => ({ kind: 'event' as const, at: event.at, event })),
    ...callbacks.map((callback) => ({ kind: 'callback' as const, at: callback.createdAt, callback })),
    ...faults.map((fault) => ({ kind: 'fault' as const, at: fault.at, fault })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { entries: all.slice(-MAX_ENTRIES), truncated: all.length >= MAX_ENTRIES };
}

function temporalLink({ config, temporalNamespace }: ApiDeps, { workflowId }: Handoff): string | null {
  const { temporalUiUrl } = config;
  if (temporalUiUrl === undefined) return null;
  return `${temporalUiUrl}/namespaces/${temporalNamespace ?? 'default'}/workflows/${encodeURIComponent(workflowId)}`;
}

/**
 * Sunshine does not tell the ticket's number, so the link is a search for the handoff's id, which stands in the first message of
 * the ticket; or whatever the operator has set.
 */
async function zendeskLink({ config, store }: ApiDeps, handoff: Handoff): Promise<string | null> {
  const connection = await store.connections.get(handoff.copilotId);
  const template = config.zendeskAgentUrl;
  if (connection === undefined || template === undefined || handoff.conversationId === null) return null;
  return template
    .replaceAll('{subdomain}', connection.subdomain)
    .replaceAll('{handoffId}', encodeURIComponent(handoff.id))
    .replaceAll('{conversationId}', encodeURIComponent(handoff.conversationId));
}
