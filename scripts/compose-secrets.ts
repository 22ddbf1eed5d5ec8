// Makes the secrets that docker-compose.yml reads, once: `node --import tsx scripts/compose-secrets.ts`.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory } from './data-dir';
import { readOptional } from './read-optional';

const HANDOFF_PASSWORD = 'handoff_db_password';

/**
 * Writes what is missing into `folder` and leaves what is there, so that it can be repeated.
 * @returns the names that were made
 */
export async function makeComposeSecrets(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  // The folder keeps other users out; the files must be readable for the containers' users, who see them mounted.
  await chmod(folder, 0o700);
  const password = (await readOptional(join(folder, HANDOFF_PASSWORD))) ?? random();
  const values: Record<string, string> = {
    postgres_password: random(),
    [HANDOFF_PASSWORD]: password,
    temporal_db_password: random(),
    DATABASE_URL: `postgres://handoff:${password}@postgres:5432/handoff`,
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    ADMIN_TOKEN: random(),
  };
  const made: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const file = join(folder, name);
    if ((await readOptional(file)) !== undefined) continue;
    await writeFile(file, value, { mode: 0o444, flag: 'wx' });
    made.push(name);
  }
  return made;
}

function random(): string {
  return randomBytes(24).toString('base64url');
}

if (require.main === module) {
  const folder = join(dataDirectory(), 'compose');
  makeComposeSecrets(folder).then(
    (made) =>
      console.log(made.length === 0 ? `All there in ${folder}.` : `Made in ${folder}: ${made.join(', ')}`),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    },
  );
}
