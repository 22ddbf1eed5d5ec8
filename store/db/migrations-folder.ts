import path from 'node:path';

/** Where the SQL files and their journal are. */
export const MIGRATIONS_FOLDER = path.join(__dirname, '..', 'migrations');
