import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflows } from '../../worker/bundle';
import { makeBundle } from '../../worker/bundle/make';

jest.setTimeout(60_000);

const ROOT = path.resolve(__dirname, '../..');
/** Written by webpack in front of each module of a development bundle. */
const MODULE = /^\/\*\*\*\/ "([^"]+)":?$/gm;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'handoff-bundle-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function bundleOf(source: string): Promise<string> {
  const workflowsPath = path.join(scratch, `${String(Math.random()).slice(2)}.ts`);
  await writeFile(workflowsPath, source);
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, modules: [path.join(ROOT, 'node_modules')] },
    }),
  });
  return code;
}

const modulesOf = (code: string) => [...code.matchAll(MODULE)].map(([, name]) => name ?? '');
const packageOf = (module: string) =>
  /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ??
  (module.includes('/workflows/') ? 'workflows' : module);

describe('the workflow bundle (design §5.13)', () => {
  it('has no zod, which costs four times the memory of a cached session', async () => {
    const { code } = await bundleWorkflows();
    expect(code).not.toContain('_zod');
    expect(code).toContain('HandoffWorkflow');
    expect(
      await bundleOf("import { z } from 'zod'; export async function W() { return z.string().parse('a'); }"),
    ).toContain('_zod');
  });

  it('has no module but our own workflows and what the Temporal SDK brings', async () => {
    const { code } = await bundleWorkflows();
    const modules = modulesOf(code);
    expect(modules.filter((name) => name.includes('/workflows/')).length).toBeGreaterThan(15);
    // `?…` are empty: what the SDK has told webpack to leave out.
    const packages = new Set(modules.filter((name) => !name.startsWith('?')).map(packageOf));
    expect([...packages].sort()).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'long',
      'ms',
      'nexus-rpc',
      'workflows',
    ]);
  });

  it('knows every file of ours that it is made from, so that a change to one is never missed', async () => {
    const { code, sources } = await makeBundle();
    const own = modulesOf(code).filter((name) => name.startsWith('./workflows/') && name.endsWith('.ts'));
    expect(own.length).toBeGreaterThan(15);
    expect(sources).toEqual(expect.arrayContaining(own.map((name) => path.join(ROOT, name))));
    expect(sources.some((name) => name.includes('node_modules/@temporalio/workflow/'))).toBe(true);
  });

  it('has no built-in module of node', async () => {
    const { code } = await bundleWorkflows();
    const wanted = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    const required = [...code.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name ?? '');
    expect(required.filter((name) => wanted.has(name))).toEqual([]);
    await expect(
      bundleOf(
        "import { randomUUID } from 'node:crypto'; export async function W() { return randomUUID(); }",
      ),
    ).rejects.toThrow();
  });
});
