import { externalIdFor, zendeskBaseUrl, type ZendeskClient } from '../../zendesk/setup';
import type { HostedSession } from '../../store/types';
import type { ApiDeps } from '../deps';
import { faultOf } from '../http/fault';

/** A user who scrolls reads many messages at once; Zendesk is told once. */
const READ_EVERY_MS = 5_000;
const FORGET_ABOVE = 10_000;

/**
 * What is worth something only now, on its way to agents (R41). Zendesk takes that a user has read; that a user types, its API
 * takes from nobody. Best effort beside everything else: a failure is a line in the log, and no message waits.
 */
export function createPresence(deps: ApiDeps): {
  userTypes: (session: HostedSession, on: boolean) => void;
  userRead: (session: HostedSession, seq: number) => void;
  close: () => void;
} {
  const { store, logger } = deps;
  const told = new Map<string, number>();
  const clients = new Map<string, { generation: number; client: ZendeskClient }>();

  async function tellRead(session: HostedSession): Promise<void> {
    const record = await store.handoffs.latest(session.copilotId, session.id);
    const conversationId = record?.handoff.conversationId;
    if (record === undefined || conversationId === null || conversationId === undefined) return;
    if (record.handoff.state !== 'active' && record.handoff.state !== 'waiting') return;
    const client = await clientOf(session.copilotId);
    const { copilotId, id: sessionId } = session;
    const userExternalId = externalIdFor({ copilotId, sessionId, user: record.request.user });
    await client?.postRead(conversationId, userExternalId);
  }

  async function clientOf(copilotId: string): Promise<ZendeskClient | undefined> {
    const connection = await store.connections.get(copilotId);
    if (connection?.status !== 'active') return undefined;
    const known = clients.get(copilotId);
    if (known?.generation === connection.generation) return known.client;
    known?.client.close();
    const { appId, keyId, secret, subdomain, generation } = connection;
    const baseUrl = zendeskBaseUrl(deps.config.zendeskApiUrl, subdomain);
    const client = await deps.connectZendesk({ baseUrl, appId, keyId, secret, timeoutMs: 5_000 });
    const other = clients.get(copilotId);
    if (other?.generation === generation) {
      client.close();
      return other.client;
    }
    clients.set(copilotId, { generation, client });
    return client;
  }

  return {
    userTypes: () => undefined,

    userRead(session) {
      const nowMs = Date.now();
      if (nowMs - (told.get(session.id) ?? 0) < READ_EVERY_MS) return;
      if (told.size > FORGET_ABOVE) told.clear();
      told.set(session.id, nowMs);
      tellRead(session).catch((error: unknown) => {
        logger.info(
          { copilotId: session.copilotId, fault: faultOf(error) },
          'Zendesk was not told of a reading',
        );
      });
    },

    close() {
      for (const { client } of clients.values()) client.close();
      clients.clear();
    },
  };
}
