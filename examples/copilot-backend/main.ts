import { join } from 'node:path';
import type { Credentials } from './credentials';
import { startExample } from './server';

/** @returns the two secrets, or the file where they will be. Exits with words where neither is told. */
function credentialsFromEnvironment(): Credentials | string {
  const apiKey = process.env['HANDOFF_API_KEY'] ?? '';
  const callbackSecret = process.env['HANDOFF_CALLBACK_SECRET'] ?? '';
  const file = process.env['HANDOFF_CREDENTIALS_FILE'] ?? '';
  const publicToken = process.env['HANDOFF_PUBLIC_TOKEN'] ?? null;
  if (apiKey !== '' && callbackSecret !== '') return { apiKey, callbackSecret, publicToken };
  if (file !== '') return file;
  console.error(
    'Set HANDOFF_API_KEY and HANDOFF_CALLBACK_SECRET (both are shown once, when the copilot is created),\n' +
      'or HANDOFF_CREDENTIALS_FILE to a JSON file {"apiKey","callbackSecret"}.',
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const example = await startExample({
    port: Number(process.env['EXAMPLE_PORT'] ?? 4020),
    apiUrl: (process.env['HANDOFF_API_URL'] ?? 'http://localhost:3000').replace(/\/$/, ''),
    publicUrl: process.env['HANDOFF_PUBLIC_URL']?.replace(/\/$/, '') ?? 'http://localhost:3000',
    credentials: credentialsFromEnvironment(),
    journalFile: join(process.env['DATA_DIR'] ?? '.data', 'example', 'chats.jsonl'),
    log: (text) => console.log(`[example] ${text}`),
  });
  console.log(`[example] chat page ${example.url}`);
  const stop = () => void example.close().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(`[example] ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
