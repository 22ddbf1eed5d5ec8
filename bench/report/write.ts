import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { ROOT } from '../../scripts/processes/spawn-part';
import { plot } from './plot';
import { tables, type Results } from './table';

const [BEGIN, END] = ['<!-- figures: begin -->', '<!-- figures: end -->'];

/** Puts the figures of a run into docs/benchmarks.md, between its two marks, and the plots beside it. */
export async function writeReport(all: readonly Results[]): Promise<string> {
  const file = join(ROOT, 'docs', 'benchmarks.md');
  const pictures = join(ROOT, 'docs', 'benchmarks');
  await mkdir(pictures, { recursive: true });
  const parts = [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}.`,
  ];
  for (const [n, results] of all.entries()) {
    const name = `throughput-${n + 1}.svg`;
    await writeFile(join(pictures, name), plot(results.title, results.paths));
    parts.push(tables(results), `![Throughput of each path against the floor](benchmarks/${name})`);
  }
  const text = await readFile(file, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  const whole = `${before}${BEGIN}\n\n${parts.join('\n\n')}\n\n${END}${after}`;
  await writeFile(file, await format(whole, { parser: 'markdown', printWidth: 120 }));
  return file;
}
