import type { WorkflowBundle } from '@temporalio/worker';
import { join, resolve } from 'node:path';
import type { Logger } from '../../config/logger';
import { keep, readKept } from './kept';
import { makeBundle } from './make';

const ROOT = resolve(__dirname, '../..');
const FILE = join(ROOT, 'dist/workflows/bundle.json');

/**
 * The workflow code as one script. A worker that is killed must be back in a moment, so what a start has made is kept in `dist/`
 * for the next (ADR 0052); an image brings it along.
 * @param logger is warned when it could not be kept, as on a file system that is read-only; without one that is thrown
 */
export async function bundleWorkflows(logger?: Pick<Logger, 'warn'>): Promise<WorkflowBundle> {
  const kept = await readKept(FILE, ROOT);
  if (kept !== undefined) return { code: kept };
  const made = await makeBundle();
  await keep(FILE, ROOT, made).catch((fault: unknown) => {
    if (logger === undefined) throw fault;
    logger.warn({ err: fault }, 'the workflow code could not be kept for the next start');
  });
  return { code: made.code };
}
