import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failpointPatches, FAILPOINTS } from '../../chaos/builds/failpoints';
import { MUTATIONS } from '../../chaos/builds/mutations';
import { applyPatches, type Patch } from '../../chaos/builds/patch';
import { EXERCISES } from '../../chaos/scenarios/mutations/exercises';
import { POINTS } from '../../chaos/scenarios/crash-points/points';

const ROOT = join(__dirname, '../../..');

function patched(patches: readonly Patch[]): void {
  for (const { file } of patches) {
    const own = patches.filter((patch) => patch.file === file);
    applyPatches(readFileSync(join(ROOT, file), 'utf8'), own);
  }
}

it('G2: every failpoint has its line, and every crash point its failpoint', () => {
  expect(() => patched(failpointPatches())).not.toThrow();
  expect(POINTS.map(({ name }) => name)).toEqual(FAILPOINTS.map(({ name }) => name));
});

it.each(MUTATIONS)('G15: the guard $guard has its place, and an exercise', ({ guard, patches }) => {
  expect(() => patched(patches)).not.toThrow();
  expect(Object.keys(EXERCISES)).toContain(guard);
});

it('words that are not there, or not only once, are told', () => {
  const patch = { file: 'x.ts', find: 'b', replace: 'c' };
  expect(() => applyPatches('a', [patch])).toThrow('x.ts: 0 places');
  expect(() => applyPatches('bb', [patch])).toThrow('x.ts: 2 places');
  expect(applyPatches('abd', [patch])).toBe('acd');
});
