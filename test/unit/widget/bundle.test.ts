import { gzipSync } from 'node:zlib';
import { builtWidget } from '../../support/widget-build';

jest.setTimeout(60_000);

let script: string;
beforeAll(async () => {
  script = await builtWidget();
});

it('the whole widget is at most 60 KB, gzipped', () => {
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(60 * 1024);
});

it('S37: it needs no exception of a content policy: no eval, no inline style or script', () => {
  expect(script).not.toMatch(/\beval\(|new Function\(|createElement\(["'`](style|script)["'`]\)/);
});

it('it is one script that fetches no other part of itself', () => {
  expect(script).not.toMatch(/\bimport\(|import\.meta|__vite/);
  expect(script.trimStart()).toMatch(/^\(function\(\)\{/);
});
