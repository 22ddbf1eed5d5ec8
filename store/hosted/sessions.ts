import { randomBytes } from 'node:crypto';
import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { newId } from '../../contract/ids';
import { Secret } from '../../config/secret';
import type { StoreContext } from '../context';
import { sha256 } from '../crypto';
import { StoreError } from '../errors';
import { sessions } from '../schema/sessions';
import type { HostedStore } from '../types/hosted';
import { bySession, hosted, toHosted, unexpired } from './row';

type Sessions = Pick<HostedStore, 'create' | 'byToken' | 'get' | 'list' | 'update' | 'close'>;

/** A visitor who comes back within a month finds the conversation. */
export const SESSION_LIFE_MS = 30 * 24 * 3600 * 1000;

/** Sessions that we host, apart from what is said in them. */
export function hostedSessions({ database, now }: StoreContext): Sessions {
  return {
    async create({ copilotId, user, identity, language, contactId, externalId, extra }) {
      const token = new Secret(`st_${randomBytes(32).toString('base64url')}`);
      const createdAt = now();
      const [row] = await database.run((db) =>
        db
          .insert(sessions)
          .values({
            copilotId,
            id: newId('ses'),
            user,
            control: 'copilot',
            createdAt,
            tokenHash: sha256(token.reveal()),
            expiresAt: new Date(createdAt.getTime() + SESSION_LIFE_MS),
            identity: identity ?? null,
            language: language ?? null,
            contactId: contactId ?? null,
            externalId: externalId ?? null,
            ...(extra === undefined ? {} : { extra }),
          })
          .returning(),
      );
      if (row === undefined) throw new StoreError('internal', 'the session was not stored');
      return { session: toHosted(row), token };
    },

    async byToken(token) {
      const [row] = await database.run((db) =>
        db
          .select()
          .from(sessions)
          .where(and(eq(sessions.tokenHash, sha256(token)), unexpired(now()))),
      );
      return row && toHosted(row);
    },

    async get(copilotId, sessionId) {
      const [row] = await database.run((db) =>
        db
          .select()
          .from(sessions)
          .where(hosted(bySession(copilotId, sessionId))),
      );
      return row && toHosted(row);
    },

    async list({ copilotId, contactId, externalId, before, limit }) {
      const rows = await database.run((db) => {
        const cursor = db
          .select({ position: sessions.position })
          .from(sessions)
          .where(bySession(copilotId, before ?? ''));
        return db
          .select()
          .from(sessions)
          .where(
            and(
              eq(sessions.copilotId, copilotId),
              eq(sessions.contactId, contactId),
              externalId === undefined ? undefined : eq(sessions.externalId, externalId),
              before === undefined ? undefined : lt(sessions.position, sql`(${cursor})`),
            ),
          )
          .orderBy(desc(sessions.position))
          .limit(limit + 1);
      });
      const page = rows.slice(0, limit).map(toHosted);
      return { items: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
    },

    async update(copilotId, sessionId, { extra, ...change }) {
      const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const merged =
        extra === undefined ? {} : { extra: sql`${sessions.extra} || ${JSON.stringify(extra)}::jsonb` };
      const [row] = await database.run((db) =>
        db
          .update(sessions)
          .set({ ...set, ...merged, id: sessionId })
          .where(hosted(bySession(copilotId, sessionId)))
          .returning(),
      );
      return row && toHosted(row);
    },

    async close(copilotId, sessionId) {
      const closed = await database.run((db) =>
        db
          .update(sessions)
          // The bot owes no answer any more.
          .set({ closedAt: now(), botDone: sql`${sessions.botDue}` })
          .where(
            and(
              hosted(bySession(copilotId, sessionId)),
              isNull(sessions.closedAt),
              eq(sessions.control, 'copilot'),
            ),
          )
          .returning({ id: sessions.id }),
      );
      return closed.length > 0;
    },
  };
}
