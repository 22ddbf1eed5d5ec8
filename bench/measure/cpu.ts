import { readFile } from 'node:fs/promises';

/** In one second, as /proc counts on every Linux. */
const TICKS = 100;

/** Processes by the name that the report gives them; asked anew each time, since a database has one for each connection. */
export type ProcessGroups = () => Promise<Record<string, readonly number[]>>;

/** CPU milliseconds by group. */
export type Cpu = Record<string, number>;

/** Of each process on its own: those of a database come and go. */
export type CpuReading = Record<string, ReadonlyMap<number, number>>;

/** What each process has used so far, user and system together; NaN where there is no /proc. */
export async function readCpu(groups: ProcessGroups): Promise<CpuReading> {
  const reading: Record<string, Map<number, number>> = {};
  for (const [name, pids] of Object.entries(await groups()))
    reading[name] = new Map(await Promise.all(pids.map(async (pid) => [pid, await cpuMs(pid)] as const)));
  return reading;
}

/** Between two readings, for each of so many messages. What a process that ended meanwhile has used is not known. */
export function cpuPerMessage(before: CpuReading, after: CpuReading, messages: number): Cpu {
  return Object.fromEntries(
    Object.entries(after).map(([name, processes]) => {
      const used = [...processes].map(([pid, ms]) => ms - (before[name]?.get(pid) ?? 0));
      return [name, used.reduce((sum, ms) => sum + ms, 0) / messages];
    }),
  );
}

/** What a process has used since its start, in milliseconds. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold anything; user and system time are the 14th and 15th of all fields.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN)) * 1_000) / TICKS;
}
