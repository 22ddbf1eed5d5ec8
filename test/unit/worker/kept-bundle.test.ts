import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keep, readKept } from '../../../worker/bundle/kept';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'handoff-kept-'));
  file = join(root, 'dist/bundle.json');
  await writeFile(join(root, 'a.ts'), 'a');
  await writeFile(join(root, 'b.ts'), 'b');
  await keep(file, root, { code: 'the code', sources: [join(root, 'a.ts'), join(root, 'b.ts')] });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('is taken again while nothing has changed, and no draft stays behind', async () => {
  expect(await readKept(file, root)).toBe('the code');
  expect(await readdir(join(root, 'dist'))).toEqual(['bundle.json']);
});

it.each<[string, () => Promise<void>]>([
  ['a source has other words', () => writeFile(join(root, 'b.ts'), 'c')],
  ['a source is gone', () => rm(join(root, 'a.ts'))],
  ['it is half written', async () => writeFile(file, (await readFile(file, 'utf8')).slice(0, 40))],
  [
    'it is of another SDK',
    async () =>
      writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), sdk: '0.0.1' })),
  ],
  [
    'it names no sources',
    async () => writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), sources: {} })),
  ],
  ['there is none', () => rm(file)],
])('is not taken when %s', async (_what, change) => {
  await change();
  expect(await readKept(file, root)).toBeUndefined();
});

it('a folder that takes no file is told, not swallowed', async () => {
  await writeFile(join(root, 'not-a-folder'), '');
  await expect(keep(join(root, 'not-a-folder/x.json'), root, { code: '', sources: [] })).rejects.toThrow();
});
