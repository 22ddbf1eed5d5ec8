import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** In a file of workflows/ this text, which must be there exactly once, becomes that one. */
export type Change = [file: string, from: string, to: string];

/** A bundle of a copy of workflows/ in `folder`, with changes. */
export async function bundleOfCopy(
  folder: string,
  changes: readonly Change[],
): Promise<WorkflowBundleWithSourceMap> {
  const copy = path.join(folder, 'workflows');
  await cp(path.join(ROOT, 'workflows'), copy, { recursive: true });
  for (const [file, from, to] of changes) {
    const text = await readFile(path.join(copy, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not have exactly one: ${from}`);
    await writeFile(path.join(copy, file), text.replace(from, to));
  }
  return bundleWorkflowCode({
    workflowsPath: path.join(copy, 'index.ts'),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, modules: [path.join(ROOT, 'node_modules')] },
    }),
  });
}
