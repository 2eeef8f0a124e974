import { hostileFiles } from '../../lab/files/hostile/hostile-files.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proveMutations } from './mutations.js';

it(
  'hostile and spoilt pictures come to a documented outcome, within bounds of memory',
  { timeout: 180_000 },
  async () => {
    const { hostile, surprising, mutated, unstable, peaks } = await proveMutations(300, 2);
    expect({ surprising, mutated, unstable }).toEqual({ surprising: [], mutated: 300, unstable: [] });
    expect(hostile).toBeGreaterThan(200);
    expect(peaks.child).toBeLessThan(1_000_000_000);
  },
);

it('docs/pictures.md has every family of hostile files with its outcome', { timeout: 60_000 }, async () => {
  const document = readFileSync(join(import.meta.dirname, '../../../docs/pictures.md'), 'utf8');
  const rows = [...document.matchAll(/^\| (.*?) +\| `(\w+)` +\|$/gm)].map(([, kind, outcome]) => [kind, outcome]);
  expect(rows).toEqual((await hostileFiles()).map(({ kind, outcome }) => [kind, outcome]));
});
