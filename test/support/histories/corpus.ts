import { temporal } from '@temporalio/proto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

type History = temporal.api.history.v1.IHistory;

/** What is stored of runs that once were, as protobuf; open handoffs of customers stand on such. */
export const CORPUS = path.resolve(__dirname, '../../histories');
const SUFFIX = '.pb';

export interface StoredHistory {
  name: string;
  workflowId: string;
  history: History;
}

/** A scene's name as a file's. */
export const fileNameOf = (name: string): string => name.replaceAll(/[^a-zA-Z0-9]+/g, '-');

export async function readCorpus(): Promise<StoredHistory[]> {
  const files = (await readdir(CORPUS)).filter((file) => file.endsWith(SUFFIX)).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: path.basename(file, SUFFIX),
      workflowId: path.basename(file, SUFFIX),
      history: temporal.api.history.v1.History.decode(await readFile(path.join(CORPUS, file))),
    })),
  );
}

/** Takes all histories away but those with these names, which nobody could record again. */
export async function emptyCorpus(kept: readonly string[]): Promise<void> {
  await mkdir(CORPUS, { recursive: true });
  const stays = new Set(kept.map((name) => `${fileNameOf(name)}${SUFFIX}`));
  for (const file of await readdir(CORPUS))
    if (file.endsWith(SUFFIX) && !stays.has(file)) await rm(path.join(CORPUS, file));
}

/** @returns its size in bytes */
export async function store(name: string, history: History): Promise<number> {
  scrub(history);
  const bytes = temporal.api.history.v1.History.encode(history).finish();
  await writeFile(path.join(CORPUS, `${fileNameOf(name)}${SUFFIX}`), bytes);
  return bytes.length;
}

/** Takes out what tells of the machine: who polled (`pid@host`), and the paths of stack traces. Replay looks at neither. */
function scrub(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, part] of Object.entries(value)) {
    if (typeof part !== 'string') scrub(part);
    else if (key === 'identity' || key === 'workerId') Object.assign(value, { [key]: 'recorder' });
    else if (key === 'stackTrace') Object.assign(value, { [key]: '' });
  }
}
