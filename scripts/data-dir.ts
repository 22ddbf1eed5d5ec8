import { resolve } from 'node:path';

/** Where everything that is kept lies: `DATA_DIR`, else `.data` in the current folder. Absolute. */
export function dataDirectory(): string {
  const given = process.env['DATA_DIR'];
  return resolve(given === undefined || given === '' ? '.data' : given);
}

/** A variable of the environment; empty counts as unset. */
export function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
}
