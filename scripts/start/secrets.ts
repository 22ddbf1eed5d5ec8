import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { variable } from '../data-dir';
import { readOptional } from '../read-optional';
import { writePrivateFile } from '../write-private-file';

export interface Secrets {
  /** As `ENCRYPTION_KEYS` has it: base64 of 32 bytes each, comma-separated. */
  encryptionKeys: string;
  adminToken: string;
}

/**
 * What the environment sets, else what `DATA_DIR/secrets.json` (mode 0600) holds, made at the first start. The keys must
 * stay: without them the stored Zendesk credentials cannot be read any more.
 * @throws Error when the file is there but broken: a new key beside old data would lose that data silently
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const encryptionKeys = variable('ENCRYPTION_KEYS');
  const adminToken = variable('ADMIN_TOKEN');
  if (encryptionKeys !== undefined && adminToken !== undefined) return { encryptionKeys, adminToken };
  const kept = await keptSecrets(join(dataDir, 'secrets.json'));
  return { encryptionKeys: encryptionKeys ?? kept.encryptionKeys, adminToken: adminToken ?? kept.adminToken };
}

async function keptSecrets(file: string): Promise<Secrets> {
  const text = await readOptional(file);
  if (text !== undefined) return parse(text, file);
  const secrets = {
    encryptionKeys: randomBytes(32).toString('base64'),
    adminToken: randomBytes(24).toString('base64url'),
  };
  await mkdir(dirname(file), { recursive: true });
  await writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

function parse(text: string, file: string): Secrets {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const { encryptionKeys, adminToken } = (json ?? {}) as Partial<Record<keyof Secrets, unknown>>;
  if (typeof encryptionKeys === 'string' && typeof adminToken === 'string')
    return { encryptionKeys, adminToken };
  throw new Error(
    `${file} is not readable as {"encryptionKeys","adminToken"}. Restore it, or delete the whole data folder to begin anew: ` +
      'what is stored cannot be decrypted with other keys.',
  );
}
