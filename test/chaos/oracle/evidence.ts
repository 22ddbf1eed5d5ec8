import type { SessionEvent } from '../../../contract/events';
import type { Handoff } from '../../../contract/handoff';
import type { Callback } from '../../../contract/callbacks';
import type { DeliveryItem, LogItem } from '../../support/world/oracles';
import type { Cluster } from '../cluster/cluster';
import type { Lived } from '../drive/traffic';
import type { History, Operation } from '../history';
import { readRuns, type RunFacts } from './runs';

/** Everything that can be known of one session after a run, from every side. */
export interface SessionEvidence {
  session: string;
  copilotId: string;
  appId: string;
  operations: readonly Operation[];
  /** The log as the API tells it, page by page. */
  log: readonly SessionEvent[];
  /** The log as a live reader got it through all its reconnects. */
  streamed: readonly SessionEvent[];
  streamFaults: readonly string[];
  handoff: Handoff | undefined;
  callbacks: readonly Callback[];
  /** Zendesk's ground truth of the session's conversation, in commit order. */
  zendesk: readonly LogItem[];
  /** Attempts at webhooks of the conversation. */
  deliveries: readonly DeliveryItem[];
  runs: readonly RunFacts[];
}

export interface Evidence {
  sessions: readonly SessionEvidence[];
  /** Zendesk's ground truth of all apps. */
  zendesk: readonly LogItem[];
  /** Every callback that came, repeats included. */
  callbackDeliveries: readonly { id: string; body: string }[];
  refusedCallbacks: number;
  runs: readonly RunFacts[];
  logs: readonly { name: string; text: string }[];
  /** Raw text of everything in Temporal. */
  temporal: readonly string[];
  secrets: Readonly<Record<string, string>>;
}

/**
 * Collects it all; the system must be healed.
 * @param depth `sessions` leaves the histories in Temporal out, which take long to read
 */
export async function collect(
  cluster: Cluster,
  lived: readonly Lived[],
  history: History,
  depth: 'sessions' | 'all' = 'all',
): Promise<Evidence> {
  const where = { address: cluster.temporal.address, namespace: 'default' };
  const { runs, texts } = depth === 'all' ? await readRuns(where) : { runs: [], texts: [] };
  const { items: zendesk } = await cluster.zendesk.call<{ items: LogItem[] }>('GET', '/simulator/log');
  const { items: deliveries } = await cluster.zendesk.call<{ items: DeliveryItem[] }>(
    'GET',
    '/simulator/deliveries',
  );
  const sessions = await Promise.all(
    lived.map(async ({ sessionId, tenant, caller, reader }): Promise<SessionEvidence> => {
      const own = zendesk.filter((item) => isMadeFor(item, sessionId, tenant.copilotId));
      const conversations = new Set(own.map(({ conversationId }) => conversationId));
      return {
        session: sessionId,
        copilotId: tenant.copilotId,
        appId: tenant.app.appId,
        operations: history.operations.filter(({ session }) => session === sessionId),
        log: await caller.log(sessionId),
        streamed: reader.events,
        streamFaults: reader.faults,
        handoff: await caller.handoff(sessionId),
        callbacks: cluster.receiver.of(sessionId),
        zendesk: zendesk.filter(({ conversationId }) => conversations.has(conversationId)),
        deliveries: deliveries.filter((item) => touches(item, conversations)),
        runs: runs.filter(({ sessionId: of }) => of === sessionId),
      };
    }),
  );
  return {
    sessions,
    zendesk,
    callbackDeliveries: cluster.receiver.deliveries,
    refusedCallbacks: cluster.receiver.refused,
    runs,
    logs: cluster.logs(),
    temporal: texts,
    secrets: secretsOf(cluster, lived),
  };
}

function isMadeFor(item: LogItem, sessionId: string, copilotId: string): boolean {
  const { kind, action, metadata } = item;
  return (
    kind === 'conversation' &&
    action === 'create' &&
    metadata?.['sessionId'] === sessionId &&
    metadata['copilotId'] === copilotId
  );
}

function touches(item: DeliveryItem, conversations: ReadonlySet<string | undefined>): boolean {
  const { conversationIds } = item as DeliveryItem & { conversationIds: string[] };
  return conversationIds.some((id) => conversations.has(id));
}

function secretsOf(cluster: Cluster, lived: readonly Lived[]): Record<string, string> {
  const tenants = new Map(lived.map(({ tenant }) => [tenant.copilotId, tenant]));
  const secrets: Record<string, string> = {
    'the admin token': cluster.adminToken,
    'the encryption key': cluster.encryptionKey,
  };
  for (const { copilotId, apiKey, callbackSecret, app } of tenants.values()) {
    secrets[`the API key of ${copilotId}`] = apiKey;
    secrets[`the callback secret of ${copilotId}`] = callbackSecret;
    secrets[`the Zendesk secret of ${copilotId}`] = app.secret;
  }
  return secrets;
}
