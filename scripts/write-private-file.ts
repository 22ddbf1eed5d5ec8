import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner may read, whole or not at all. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const aside = `${file}.${process.pid}.new`;
  await writeFile(aside, content, { mode: 0o600 });
  await rename(aside, file);
}
