import type { Keyring } from './crypto';
import type { Database } from './db/database';

/** What every part of the store works with. */
export interface StoreContext {
  database: Database;
  keyring: Keyring;
  now: () => Date;
}
