import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWeb } from '../../../scripts/build-web';

jest.setTimeout(60_000);

let root: string;
const lines: string[] = [];
const build = () => buildWeb({ root, onProgress: (line) => lines.push(line) });
const source = (name: string, text: string): void => writeFileSync(join(root, 'web/page', name), text);
const served = (): string =>
  readdirSync(join(root, 'dist/web/page/assets'))
    .map((name) => readFileSync(join(root, 'dist/web/page/assets', name), 'utf8'))
    .join('');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-web-'));
  lines.length = 0;
  mkdirSync(join(root, 'web/page'), { recursive: true });
  mkdirSync(join(root, 'web/notes'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  source('vite.config.mts', 'export default { root: import.meta.dirname, logLevel: "warn" };');
  source('index.html', '<!doctype html><title>t</title><script type="module" src="./main.ts"></script>');
  source('main.ts', 'document.title = "first";');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the build of the browser code', () => {
  it('builds each folder of web/ with a Vite configuration, says so, and not again without a change', async () => {
    expect(await build()).toEqual(['page']);
    expect(served()).toContain('first');
    expect(lines[0]).toBe('Building web/page …');
    expect(await build()).toEqual([]);
    source('main.ts', 'document.title = "second";');
    expect(await build()).toEqual(['page']);
    expect(served()).toContain('second');
    writeFileSync(join(root, 'package-lock.json'), '{"changed":true}');
    expect(await build()).toEqual(['page']);
  });

  it('once, when two processes ask for it at the same time', async () => {
    const both = await Promise.all([build(), build()]);
    expect(both.flat()).toEqual(['page']);
  });

  it('says what is wrong with the source, and leaves the former build in its place', async () => {
    await build();
    source('main.ts', 'const = ;');
    await expect(build()).rejects.toThrow(/web\/page does not build: .*main\.ts/s);
    expect(served()).toContain('first');
    expect(readdirSync(join(root, 'dist/web')).sort()).toEqual(['page', 'page.sha256']);
    source('main.ts', 'document.title = "third";');
    expect(await build()).toEqual(['page']);
  });

  it('has nothing to do where there is no browser code', async () => {
    rmSync(join(root, 'web'), { recursive: true });
    expect(await build()).toEqual([]);
  });
});
