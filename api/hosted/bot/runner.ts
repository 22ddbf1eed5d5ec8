import { setTimeout as sleep } from 'node:timers/promises';
import type { Turn } from '../../../store/types';
import { limitsOf, type ApiDeps } from '../../deps';
import { faultOf } from '../../http/fault';
import { playTurn } from './play-turn';

/** How often we look for turns that nobody holds: of a process that has died, or of a handoff that has ended. */
const LOOK_EVERY_MS = 1_000;
const LOOK_LIMIT = 100;
/** A copilot whose bot hangs must not take the others' turns. */
const AT_ONCE_PER_COPILOT = 50;
const DRAIN_MS = 5_000;

/**
 * Plays the bots' turns. A turn stands in the store; a process holds it by a lease that it keeps renewing, so a process that is
 * killed holds it for seconds, and another one, or itself after its restart, asks the bot again (ADR 0031).
 */
export interface TurnRunner {
  /** It may be the bot's turn in this session. */
  kick(copilotId: string, sessionId: string): void;
  stop(): Promise<void>;
}

export function startTurnRunner(deps: ApiDeps): TurnRunner {
  const { store, logger } = deps;
  const { turnLeaseMs } = limitsOf(deps);
  const active = new Map<string, { again: boolean; done: Promise<void> }>();
  const perCopilot = new Map<string, number>();
  let stopped = false;

  function kick(copilotId: string, sessionId: string): void {
    const key = `${copilotId}/${sessionId}`;
    const running = active.get(key);
    if (running !== undefined) running.again = true;
    const count = perCopilot.get(copilotId) ?? 0;
    if (running !== undefined || stopped || count >= AT_ONCE_PER_COPILOT) return;
    perCopilot.set(copilotId, count + 1);
    const entry = { again: false, done: Promise.resolve() };
    active.set(key, entry);
    entry.done = playAll(copilotId, sessionId, entry)
      .catch((error: unknown) => {
        // The turn stands in the store and is taken up again.
        logger.error({ copilotId, fault: faultOf(error) }, 'a turn of the bot was not played');
      })
      .finally(() => {
        active.delete(key);
        const rest = (perCopilot.get(copilotId) ?? 1) - 1;
        if (rest === 0) perCopilot.delete(copilotId);
        else perCopilot.set(copilotId, rest);
        if (entry.again) kick(copilotId, sessionId);
      });
  }

  async function playAll(copilotId: string, sessionId: string, entry: { again: boolean }): Promise<void> {
    for (;;) {
      entry.again = false;
      const turn = stopped ? undefined : await store.hosted.takeTurn(copilotId, sessionId, turnLeaseMs);
      if (turn === undefined) return;
      await playHeld(turn);
    }
  }

  async function playHeld(turn: Turn): Promise<void> {
    let isHeld = true;
    const renewal = setInterval(() => {
      store.hosted.keepTurn(turn, turnLeaseMs).then(
        (kept) => (isHeld = kept),
        (error: unknown) => {
          logger.warn({ fault: faultOf(error) }, 'the lease of a turn was not renewed');
        },
      );
    }, turnLeaseMs / 3);
    try {
      await playTurn(deps, turn, () => isHeld && !stopped);
    } catch (error) {
      clearInterval(renewal);
      // Not at once: what failed just now would fail again.
      await store.hosted.keepTurn(turn, LOOK_EVERY_MS).catch(() => false);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  const look = setInterval(() => {
    // What is not begun anyhow must not fill the look, or the others' turns would not be found.
    const except = [...perCopilot].flatMap(([id, count]) => (count >= AT_ONCE_PER_COPILOT ? [id] : []));
    store.hosted.turnsDue({ limit: LOOK_LIMIT, except }).then(
      (due) => {
        for (const { copilotId, sessionId } of due) kick(copilotId, sessionId);
      },
      (error: unknown) => {
        logger.warn({ fault: faultOf(error) }, 'turns of bots could not be looked for');
      },
    );
  }, LOOK_EVERY_MS);

  return {
    kick,
    async stop() {
      stopped = true;
      clearInterval(look);
      const all = Promise.all([...active.values()].map(({ done }) => done));
      // What a bot does not answer in time is taken up by another process when the lease is over.
      await Promise.race([all, sleep(DRAIN_MS, undefined, { ref: false })]);
    },
  };
}
