import { and, asc, desc, eq, gt, lte, sql } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { sessionEvents, sessions } from '../schema/sessions';
import type { SessionStore } from '../types/sessions';
import { EPHEMERAL_CHANNEL, sessionPayload } from '../work/channel';
import type { SessionListeners } from './listeners';

/** NOTIFY takes less than 8,000 bytes. */
const MAX_DETAIL_BYTES = 4_000;

export function createSessionStore(
  { database }: StoreContext,
  listeners: SessionListeners,
  ephemeral: SessionListeners,
): SessionStore {
  const get: SessionStore['get'] = async (copilotId, sessionId) => {
    const [session] = await database.run((db) =>
      db
        .select({ control: sessions.control, lastSeq: sessions.lastSeq })
        .from(sessions)
        .where(and(eq(sessions.copilotId, copilotId), eq(sessions.id, sessionId))),
    );
    return session;
  };

  return {
    get,

    async events(copilotId, sessionId, after, limit) {
      const session = await get(copilotId, sessionId);
      if (session === undefined) return undefined;
      const { lastSeq } = session;
      const rows = await database.run((db) =>
        db
          .select({ body: sessionEvents.body })
          .from(sessionEvents)
          .where(
            and(
              eq(sessionEvents.copilotId, copilotId),
              eq(sessionEvents.sessionId, sessionId),
              gt(sessionEvents.seq, after),
              lte(sessionEvents.seq, lastSeq),
            ),
          )
          .orderBy(asc(sessionEvents.seq))
          .limit(limit),
      );
      return { items: rows.map(({ body }) => body), lastSeq };
    },

    async ofHandoff(handoffId, limit) {
      const rows = await database.run((db) =>
        db
          .select({ body: sessionEvents.body })
          .from(sessionEvents)
          .where(eq(sessionEvents.handoffId, handoffId))
          .orderBy(desc(sessionEvents.seq))
          .limit(limit),
      );
      return rows.map(({ body }) => body).reverse();
    },

    onEvent: (copilotId, sessionId, listener) =>
      listeners.add(sessionPayload(copilotId, sessionId), listener),

    async tellNow(copilotId, sessionId, news) {
      const detail = JSON.stringify(news);
      if (Buffer.byteLength(detail) > MAX_DETAIL_BYTES) return;
      const payload = `${sessionPayload(copilotId, sessionId)} ${detail}`;
      await database.run((db) => db.execute(sql`select pg_notify(${EPHEMERAL_CHANNEL}, ${payload})`));
    },

    onNow: (copilotId, sessionId, listener) =>
      ephemeral.add(sessionPayload(copilotId, sessionId), (detail) => {
        if (detail !== '') listener(JSON.parse(detail));
      }),
  };
}
