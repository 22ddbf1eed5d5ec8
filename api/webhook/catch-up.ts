import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiDeps } from '../deps';
import { faultOf } from '../http/fault';
import { beginPass, goOn, type Outcome, type Pass } from './catch-up-pass';

/** One copilot's handoffs look once in this time, whatever gives cause. */
const EVERY_MS = 60_000;
const RETRY_MS = 2_000;
/** Who fails for ever is tried this often in the end; and after an outage everybody has looked this soon. */
const MAX_RETRY_MS = 15_000;

/** What is known of one copilot's looks. */
interface Look {
  /** Not everybody could be asked: it goes on, so that nobody is asked twice. */
  pass: Pass | undefined;
  /** When another one may begin. */
  nextMs: number;
  failures: number;
  retryMs: number;
}

/** Has open handoffs look at once for what webhooks lost, instead of within three minutes (design §5.6). */
export interface CatchUp {
  /** Webhooks of this copilot (of any, without one) were refused or late: Zendesk may have given up on others. */
  suspect(copilotId?: string): void;
  stop(): Promise<void>;
}

/** Begins with everybody: before this process nobody may have been at the door. */
export function startCatchUp(deps: ApiDeps): CatchUp {
  const suspected = new Set<string>();
  const looks = new Map<string, Look>();
  const life = new AbortController();
  let mustAskAll = true;

  async function suspectAll(): Promise<void> {
    mustAskAll = false;
    try {
      for (const { id } of await deps.store.copilots.list()) suspected.add(id);
    } catch (error) {
      mustAskAll = true;
      tellLater(error);
    }
  }

  /** Begins a look where it is time, or goes on with one. False: nobody could be reached. */
  async function lookFor(copilotId: string): Promise<boolean> {
    const look = looks.get(copilotId) ?? { pass: undefined, nextMs: 0, failures: 0, retryMs: 0 };
    const isNew = suspected.has(copilotId) && performance.now() >= look.nextMs;
    if (performance.now() < look.retryMs || (!isNew && look.pass === undefined)) return true;
    // To the end of the line: others come first when this one fails.
    looks.delete(copilotId);
    looks.set(copilotId, look);
    // Taken off the list first: what is suspected while we look counts for the next time.
    if (isNew) suspected.delete(copilotId);
    let outcome: Outcome = 'away';
    try {
      // Who was left of the look before is among those whom a new one asks.
      if (isNew || look.pass === undefined) look.pass = await beginPass(deps, copilotId);
      outcome = await goOn(deps, look.pass, life.signal);
      if (isNew) look.nextMs = performance.now() + EVERY_MS;
    } catch (error) {
      suspected.add(copilotId);
      tellLater(error);
    }
    if (outcome === 'done') look.pass = undefined;
    look.failures = outcome === 'done' ? 0 : look.failures + 1;
    look.retryMs = outcome === 'done' ? 0 : performance.now() + pauseAfter(look.failures);
    return outcome !== 'away';
  }

  /** Temporal or the database is away: whoever is left waits for the next round. */
  async function round(): Promise<void> {
    if (mustAskAll) await suspectAll();
    for (const copilotId of new Set([...suspected, ...looks.keys()])) {
      if (life.signal.aborted || !(await lookFor(copilotId))) return;
    }
  }

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
      else suspected.add(copilotId);
    },
    async stop() {
      life.abort();
      await done;
    },
  };
}

function pauseAfter(failures: number): number {
  return Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (failures - 1));
}
