import { and, eq, gt, lt, lte, or } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { sha256 } from '../crypto';
import { adminSessions } from '../schema/settings';
import type { AdminSessionStore } from '../types/settings';

const NOTE_SEEN_EVERY_MS = 30_000;

export function createAdminSessionStore({ database, now }: StoreContext): AdminSessionStore {
  return {
    create: ({ id, tokenTag, expiresAt, idleMs }) =>
      database.transaction(async (tx) => {
        const at = now();
        const idle = new Date(at.getTime() - idleMs);
        await tx
          .delete(adminSessions)
          .where(or(lte(adminSessions.expiresAt, at), lte(adminSessions.seenAt, idle)));
        const idHash = sha256(id);
        const session = { idHash, tokenTag: tokenTag(idHash), createdAt: at, seenAt: at, expiresAt };
        await tx.insert(adminSessions).values(session).onConflictDoNothing();
        return session;
      }),

    async touch(id, idleMs) {
      const at = now();
      const isHere = and(
        eq(adminSessions.idHash, sha256(id)),
        gt(adminSessions.expiresAt, at),
        gt(adminSessions.seenAt, new Date(at.getTime() - idleMs)),
      );
      const [session] = await database.run((db) => db.select().from(adminSessions).where(isHere));
      if (session === undefined) return undefined;
      const before = new Date(at.getTime() - NOTE_SEEN_EVERY_MS);
      if (session.seenAt > before) return session;
      await database.run((db) =>
        db
          .update(adminSessions)
          .set({ seenAt: at })
          .where(and(isHere, lt(adminSessions.seenAt, at))),
      );
      return { ...session, seenAt: at };
    },

    async delete(id) {
      await database.run((db) => db.delete(adminSessions).where(eq(adminSessions.idHash, sha256(id))));
    },
  };
}
