import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { retryRequested } from '../../workflows/messages';
import type { ApiDeps } from '../deps';
import { signalHandoff } from '../handoffs/run';
import { faultOf } from '../http/fault';

/** One copilot's handoffs look once in this time, whatever gives cause. */
const EVERY_MS = 60_000;
const RETRY_MS = 2_000;
/** Each look is two calls to Zendesk: a thousand open handoffs are asked within a minute, not at once. */
const PAUSE_MS = 50;

/** Has open handoffs look at once for what webhooks lost, instead of within three minutes (design §5.6). */
export interface CatchUp {
  /** Webhooks of this copilot (of any, without one) were refused or late: Zendesk may have given up on others. */
  suspect(copilotId?: string): void;
  stop(): Promise<void>;
}

/** Begins with everybody: before this process nobody may have been at the door. */
export function startCatchUp(deps: ApiDeps): CatchUp {
  const due = new Set<string>();
  const lookedAtMs = new Map<string, number>();
  const life = new AbortController();
  let mustAskAll = true;

  async function lookAt(copilotId: string): Promise<void> {
    const open = await deps.store.handoffs.listOpen(copilotId);
    const round = randomUUID();
    for (const record of open) {
      if (life.signal.aborted) return;
      await signalHandoff(deps, record, retryRequested.name, [], `catch-up:${round}:${record.handoff.id}`);
      await sleep(PAUSE_MS);
    }
    lookedAtMs.set(copilotId, performance.now());
    if (open.length > 0)
      deps.logger.info({ copilotId, open: open.length }, 'asked to look for lost webhooks');
  }

  /** Taken off the list first: what is suspected while we look counts for the next time. */
  async function round(): Promise<void> {
    if (mustAskAll) {
      mustAskAll = false;
      try {
        for (const { id } of await deps.store.copilots.list()) due.add(id);
      } catch (error) {
        mustAskAll = true;
        tellLater(error);
      }
    }
    for (const copilotId of [...due]) {
      if (performance.now() - (lookedAtMs.get(copilotId) ?? -Infinity) < EVERY_MS) continue;
      due.delete(copilotId);
      try {
        await lookAt(copilotId);
      } catch (error) {
        due.add(copilotId);
        tellLater(error);
        return;
      }
    }
  }

  /** Temporal or the database is away still: asked again until it is not. */
  function tellLater(error: unknown): void {
    deps.logger.debug({ fault: faultOf(error) }, 'lost webhooks are looked for later');
  }

  const done = (async () => {
    while (!life.signal.aborted) {
      await round();
      await sleep(RETRY_MS, undefined, { signal: life.signal }).catch(() => undefined);
    }
  })();

  return {
    suspect(copilotId) {
      if (copilotId === undefined) mustAskAll = true;
      else due.add(copilotId);
    },
    async stop() {
      life.abort();
      await done;
    },
  };
}
