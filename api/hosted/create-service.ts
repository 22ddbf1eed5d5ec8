import type { ApiDeps } from '../deps';
import { startTurnRunner, type TurnRunner } from './bot/runner';
import { lifecycle } from './lifecycle';
import { createPresence } from './presence';
import { speaking } from './speaking';
import type { SessionService } from './service';
import { forWidget } from './fresh-links';

export interface RunningSessions {
  sessions: SessionService;
  runner: TurnRunner;
  stop(): Promise<void>;
}

/** The session service, and what works for it in this process. */
export function startSessions(deps: ApiDeps): RunningSessions {
  const runner = startTurnRunner(deps);
  const presence = createPresence(deps);
  const { store } = deps;
  const sessions: SessionService = {
    ...lifecycle(deps),
    ...speaking(deps, runner),
    handoff: ({ copilotId, id }) => store.handoffs.latest(copilotId, id),

    async events({ copilotId, id, lastSeq }, after, limit) {
      const page = await store.sessions.events(copilotId, id, after, limit);
      if (page === undefined) return { items: [], lastSeq };
      return { ...page, items: page.items.map((event) => forWidget(deps.files.links, copilotId, event)) };
    },
    onEvents: ({ copilotId, id }, wake) => store.sessions.onEvent(copilotId, id, wake),
    onEphemeral: ({ copilotId, id }, listener) =>
      store.sessions.onNow(copilotId, id, (news) => listener(news as Parameters<typeof listener>[0])),
    userRead: presence.userRead,
  };
  return {
    sessions,
    runner,
    async stop() {
      presence.close();
      await runner.stop();
    },
  };
}
