import { readdir, readFile } from 'node:fs/promises';

/** What a process holds, as Linux tells it. */
export interface Usage {
  handles: number;
  residentMb: number;
}

export async function usageOf(pid: number): Promise<Usage> {
  const [handles, status] = await Promise.all([
    readdir(`/proc/${pid}/fd`),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN);
  return { handles: handles.length, residentMb: Math.round(residentKb / 1_024) };
}
