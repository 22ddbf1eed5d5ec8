import { readFile } from 'node:fs/promises';

/** In one second, as /proc counts on every Linux. */
const TICKS = 100;

/** Processes by the name that the report gives them; asked anew each time, since a database has one for each connection. */
export type ProcessGroups = () => Promise<Record<string, readonly number[]>>;

/** CPU milliseconds by group. */
export type Cpu = Record<string, number>;

/** What each group of processes has used so far, user and system together; NaN where there is no /proc. */
export async function cpuUsed(groups: ProcessGroups): Promise<Cpu> {
  const used: Cpu = {};
  for (const [name, pids] of Object.entries(await groups())) {
    const each = await Promise.all(pids.map((pid) => cpuMs(pid)));
    used[name] = each.reduce((sum, ms) => sum + ms, 0);
  }
  return used;
}

/** Between two looks, for each of so many messages. */
export function cpuPerMessage(before: Cpu, after: Cpu, messages: number): Cpu {
  return Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / messages]),
  );
}

async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold anything; user and system time are the 14th and 15th of all fields.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN)) * 1_000) / TICKS;
}
