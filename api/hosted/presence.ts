import { createKeptClients, externalIdFor, zendeskBaseUrl } from '../../zendesk/setup';
import type { HostedSession, ZendeskConnection } from '../../store/types';
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
  userRead: (session: HostedSession, seq: number) => void;
  close: () => void;
} {
  const { store, logger } = deps;
  const told = new Map<string, number>();
  const clients = createKeptClients<ZendeskConnection>(({ appId, keyId, secret, subdomain }) => {
    const baseUrl = zendeskBaseUrl(deps.config.zendeskApiUrl, subdomain);
    return deps.connectZendesk({ baseUrl, appId, keyId, secret, timeoutMs: 5_000 });
  });

  async function tellRead(session: HostedSession): Promise<void> {
    const record = await store.handoffs.latest(session.copilotId, session.id);
    const conversationId = record?.handoff.conversationId;
    if (record === undefined || conversationId === null || conversationId === undefined) return;
    if (record.handoff.state !== 'active' && record.handoff.state !== 'waiting') return;
    const connection = await store.connections.get(session.copilotId);
    if (connection?.status !== 'active') return;
    const client = await clients.of(connection);
    const { copilotId, id: sessionId } = session;
    const userExternalId = externalIdFor({ copilotId, sessionId, user: record.request.user });
    await client.postRead(conversationId, userExternalId);
  }

  return {
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

    close: () => clients.close(),
  };
}
