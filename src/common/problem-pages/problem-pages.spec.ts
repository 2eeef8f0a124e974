import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPages, toHtml } from './problem-pages.js';

const src = join(import.meta.dirname, '..', '..');

it('documents every kind of problem that the code can answer with', () => {
  const text = globSync('**/*.ts', { cwd: src })
    .filter((file) => !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(src, file), 'utf8'))
    .join('\n');
  const slugs = [...text.matchAll(/(?:super|new Problem)\(\s*\d{3},\s*'([a-z-]+)'/g)].map((match) => match[1] ?? '');
  const pages = loadPages();
  expect(slugs.length).toBeGreaterThan(15);
  expect(slugs.filter((slug) => !pages.has(slug))).toEqual([]);
  for (const slug of ['internal-error', 'service-unavailable', 'timeout', 'reference-conflict'])
    expect(pages.has(slug)).toBe(true);
});

it('writes a page without letting the text through as markup', () => {
  expect(toHtml('a<b', '## a<b\n\nOne `x` & <script>\n\n- two\n- `three`')).toContain(
    '<title>a&lt;b</title><h1>a&lt;b</h1>\n<p>One <code>x</code> &amp; &lt;script&gt;</p>\n<ul><li>two\n</li><li><code>three</code></li></ul>',
  );
});
