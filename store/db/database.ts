import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, toStoreError } from '../errors';
import type { Db, Engine } from './engine';

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 20;
/** serialization_failure, deadlock_detected: the server has undone everything and asks for another try. */
const LOST_RACES = new Set(['40001', '40P01']);

/** The only two ways to the database: every error leaves as a StoreError, without the parameters of the query. */
export interface Database {
  /** One statement on its own, or reads; repeated after a lost race. */
  run<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** One transaction (READ COMMITTED), begun again a few times after a lost race. No network call may happen inside. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
}

export function createDatabase(engine: Pick<Engine, 'db' | 'transaction'>): Database {
  return {
    run: (work) => translated(() => retried(() => work(engine.db))),
    transaction: (work) => translated(() => retried(() => engine.transaction(work))),
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error);
  }
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !LOST_RACES.has(errorCode(error) ?? '')) throw error;
      await sleep(FIRST_DELAY_MS * 2 ** attempt * Math.random());
    }
  }
}
