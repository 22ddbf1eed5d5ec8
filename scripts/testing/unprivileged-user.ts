import { readFile } from 'node:fs/promises';

export interface PosixIds {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: then `postgres`, else `nobody`. Nothing to change for everybody else. */
export async function unprivilegedUser(): Promise<PosixIds> {
  if (process.getuid?.() !== 0) return {};
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find(([user]) => user === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody to run it as');
}
