import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** A drizzle database or an open transaction, of whichever driver. */
export type Db = PgDatabase<PgQueryResultHKT>;

/** Where a notification goes, and what happens when some may have been missed. */
export interface NotificationHandler {
  onNotify: (payload: string) => void;
  onGap: () => void;
}

/** What differs between PGlite and a PostgreSQL server. */
export interface Engine {
  readonly db: Db;
  /** One transaction on a connection of its own, which is given back however it ends. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Under an advisory lock, so that processes starting together do it once. */
  migrate(): Promise<void>;
  /** Resolves once notifications arrive, or once a first attempt failed and goes on in the background. */
  listen(channel: string, handler: NotificationHandler): Promise<{ close(): Promise<void> }>;
  /** Runs `work` unless somebody holds the lock of that name. Returns whether it ran. */
  withLock(name: string, work: () => Promise<void>): Promise<boolean>;
  close(): Promise<void>;
}
