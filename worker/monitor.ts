import type { Logger } from '../config/logger';
import type { ZendeskClients } from '../activities/zendesk-clients';
import type { Store, ZendeskConnection } from '../store/types';
import { ZendeskError } from '../zendesk/errors';
import type { Starter } from './starter';

/** What is revoked in Zendesk is seen within a minute; one cheap call a connection. */
const EVERY_MS = 20_000;
const AT_ONCE = 8;
const LOG_KEPT_MS = 7 * 86_400_000;

export interface MonitorDeps {
  store: Store;
  zendesk: ZendeskClients;
  starter: Pick<Starter, 'retryHandoff' | 'restoreHandoff'>;
  logger: Logger;
}

/** Asks Zendesk again and again whether each connection still works. One worker at a time. */
export function startMonitor(deps: MonitorDeps, everyMs = EVERY_MS): { stop(): Promise<void> } {
  const { store, logger } = deps;
  let underWay: Promise<unknown> | undefined;
  const look = () => {
    // A round that takes longer than the interval is not overtaken by the next.
    underWay ??= store
      .withLock('monitor', () => monitorOnce(deps))
      .catch((thrown: unknown) => {
        logger.error({ err: thrown }, 'monitor: trying again later');
      })
      .finally(() => {
        underWay = undefined;
      });
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}

/** One round over all connections. */
export async function monitorOnce(deps: MonitorDeps): Promise<void> {
  const waiting = await deps.store.connections.list();
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await look(deps, next);
      } catch (thrown) {
        deps.logger.error(
          { copilotId: next.copilotId, err: thrown },
          'monitor: a connection was not looked at',
        );
      }
    }
  });
  await Promise.all(lanes);
  await deps.store.connectionLog.prune(new Date(Date.now() - LOG_KEPT_MS));
}

async function look(deps: MonitorDeps, connection: ZendeskConnection): Promise<void> {
  const { store, zendesk } = deps;
  const { copilotId, generation } = connection;
  try {
    await zendesk.use(copilotId, (client) => client.getApp());
  } catch (thrown) {
    if (!(thrown instanceof ZendeskError)) throw thrown;
    await store.connections.noteChecked(copilotId, new Date());
    if (thrown.kind === 'credentials' || thrown.kind === 'misconfigured')
      await holdHandoffs(deps, connection);
    else await noteAway(deps, copilotId, thrown);
    return;
  }
  await store.connections.noteChecked(copilotId, new Date());
  if (connection.status === 'active') return;
  if (await store.connections.setProblem(copilotId, null, generation)) {
    const message = 'Zendesk accepts the key again.';
    await store.connectionLog.add({ copilotId, kind: 'recovered', level: 'info', message });
  }
  for (const { handoff } of await store.handoffs.listOpen(copilotId)) {
    await deps.starter.restoreHandoff(handoff);
  }
}

/** A quiet handoff would notice at its next look, in minutes: asked to look now, it is held and its backend told. */
async function holdHandoffs({ store, starter }: MonitorDeps, connection: ZendeskConnection): Promise<void> {
  for (const { handoff } of await store.handoffs.listOpen(connection.copilotId)) {
    if (handoff.attention === null) await starter.retryHandoff(handoff);
  }
}

async function noteAway({ store }: MonitorDeps, copilotId: string, error: ZendeskError): Promise<void> {
  const { message } = error;
  await store.connectionLog.add({ copilotId, kind: 'call_failed', level: 'warning', message });
}
