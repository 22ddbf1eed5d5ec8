import { randomBytes } from 'node:crypto';
import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { newId } from '../../contract/ids';
import { Secret } from '../../config/secret';
import type { StoreContext } from '../context';
import { sha256 } from '../crypto';
import { StoreError } from '../errors';
import { messages, sessions } from '../schema/sessions';
import type { HostedStore } from '../types/hosted';
import { lockSession } from '../work/session-head';
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

    async list({ copilotId, contactId, onlySigned, externalId, before, limit }) {
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
              onlySigned === true ? isNotNull(sessions.identity) : undefined,
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

    async update(copilotId, sessionId, { extra, ...change }, { whileOpen, ifLacksExtra } = {}) {
      const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const holds = and(
        whileOpen === true ? isNull(sessions.closedAt) : undefined,
        ifLacksExtra === undefined ? undefined : sql`${sessions.extra} -> ${ifLacksExtra}::text is null`,
      );
      const [row] = await database.run((db) =>
        db
          .update(sessions)
          .set({ ...set, ...(extra === undefined ? {} : { extra: merged(extra) }), id: sessionId })
          .where(and(hosted(bySession(copilotId, sessionId)), holds))
          .returning(),
      );
      return row && toHosted(row);
    },

    close: (copilotId, sessionId, note) =>
      database.transaction(async (tx) => {
        const head = await lockSession(tx, copilotId, sessionId);
        if (head?.isHosted !== true || head.closedAt !== null || head.control !== 'copilot') return false;
        const [last] = await tx
          .select({ content: messages.content })
          .from(messages)
          .where(and(eq(messages.copilotId, copilotId), eq(messages.sessionId, sessionId)))
          .orderBy(desc(messages.seq))
          .limit(1);
        await tx
          .update(sessions)
          // The bot owes no answer any more.
          .set({
            closedAt: now(),
            botDone: sql`${sessions.botDue}`,
            extra: merged(note?.(last?.content) ?? {}),
          })
          .where(bySession(copilotId, sessionId));
        return true;
      }),
  };
}

const merged = (extra: Record<string, unknown>) => sql`${sessions.extra} || ${JSON.stringify(extra)}::jsonb`;
