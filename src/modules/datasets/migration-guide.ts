import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** docs/migrating-from-datasets.md, which lies beside `src` or `dist`, as a page that shows its text as it is. */
export function readMigrationGuide(from: string = import.meta.dirname): string {
  const file = join(from, 'docs', 'migrating-from-datasets.md');
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8').replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);
    const title = 'From datasets to projects and crawl jobs';
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><pre>${text}</pre></html>\n`;
  }
  const parent = dirname(from);
  if (parent === from) throw new Error('docs/migrating-from-datasets.md is missing from the installation');
  return readMigrationGuide(parent);
}
