import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(import.meta.dirname, '../../../docs');
const rows = readFileSync(join(docs, 'sources.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, spec] = /^\| \[([^\]]+)\]\(([^)]+\.spec\.ts)\)/.exec(line) ?? [];
    return name && spec ? [{ name, spec, tests: [...line.matchAll(/`([^`]+)`/g)].map(([, test = '']) => test) }] : [];
  });

describe('docs/sources.md', () => {
  it('has rows', () => expect(rows.length).toBeGreaterThanOrEqual(14));

  it.each(rows)('names tests of $name that there are', ({ spec, tests }) => {
    const text = readFileSync(join(docs, spec), 'utf8');
    expect(tests.filter((test) => !text.includes(test))).toEqual([]);
    expect(tests.length).toBeGreaterThan(2);
  });
});
