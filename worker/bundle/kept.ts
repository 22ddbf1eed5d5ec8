import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { version as SDK } from '@temporalio/worker/package.json';
import type { MadeBundle } from './make';

const digest = (data: Buffer | string) => createHash('sha256').update(data).digest('base64');

interface Kept {
  /** Version of the SDK, which wraps the code in its own. */
  sdk: string;
  /** Digests by path, relative to the root, so that an image may build it elsewhere than it runs. */
  sources: Record<string, string>;
  code: string;
}

/**
 * The bundle of an earlier start, when the SDK and every file that it was made from are the same to the byte. A module that is
 * new to it can only come in by a change to one of those.
 * @returns undefined when there is none, it is old, or cannot be read
 */
export async function readKept(file: string, root: string): Promise<string | undefined> {
  try {
    const { sdk, sources, code } = JSON.parse(await readFile(file, 'utf8')) as Kept;
    const entries = Object.entries(sources);
    if (sdk !== SDK || entries.length === 0) return undefined;
    const same = await Promise.all(
      entries.map(async ([path, known]) => digest(await readFile(join(root, path))) === known),
    );
    return same.every(Boolean) ? code : undefined;
  } catch {
    // Not there, half of another version, a source that is gone: made anew, which says what is wrong if anything is.
    return undefined;
  }
}

/** Writes it for the next start. At once or not at all: several workers may start together. */
export async function keep(file: string, root: string, { code, sources }: MadeBundle): Promise<void> {
  const digests = await Promise.all(
    sources.map(async (path) => [relative(root, resolve(path)), digest(await readFile(path))] as const),
  );
  const kept: Kept = { sdk: SDK, sources: Object.fromEntries(digests), code };
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(kept));
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
