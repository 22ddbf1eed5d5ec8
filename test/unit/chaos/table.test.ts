import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIOS } from '../../chaos/scenarios';

const ROOT = join(__dirname, '../../..');
const table = readFileSync(join(ROOT, 'docs/faults.md'), 'utf8');
const rows = [...table.matchAll(/^\| (F\d+) \|.*\| (.+) \|$/gm)].map(([, row = '', tests = '']) => ({
  row,
  tests,
}));

it('G3: the table of faults has every row from F1 to F40, once', () => {
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 40 }, (_, n) => `F${n + 1}`));
});

it.each(rows)('G3: $row is the name of a test in each place that the table names', ({ row, tests }) => {
  const places = [...tests.matchAll(/`([^`]+)`/g)].map(([, place = '']) => place);
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) expect({ place, has: isNamedIn(row, place) }).toEqual({ place, has: true });
});

function isNamedIn(row: string, place: string): boolean {
  if (place.startsWith('chaos ')) {
    const scenario = SCENARIOS.find(({ name }) => `chaos ${name}` === place);
    return scenario?.rows.includes(row) === true;
  }
  const file = join(ROOT, 'test', `${place}.test.ts`);
  return existsSync(file) && new RegExp(`['"\`](\\w+, )*${row}(, \\w+)*: `).test(readFileSync(file, 'utf8'));
}
