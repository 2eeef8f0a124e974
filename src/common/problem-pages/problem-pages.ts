import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One section of docs/problems.md: a kind of problem. */
export interface ProblemPage {
  slug: string;
  markdown: string;
}

/** Sections of the document by slug; a section starts with a heading of level 2 that is the slug. */
function splitPages(document: string): ReadonlyMap<string, ProblemPage> {
  const sections = document.split(/^(?=## )/m).slice(1);
  return new Map(
    sections.map((section) => {
      const slug = /^## (\S+)/.exec(section)?.[1] ?? '';
      return [slug, { slug, markdown: section.trim() }];
    }),
  );
}

/** A page of our own plain Markdown (headings, paragraphs, lists, `code`) as HTML. */
export function toHtml(title: string, markdown: string): string {
  const blocks = markdown.split(/\n{2,}/).map((block) => {
    if (block.startsWith('## ')) return `<h1>${inline(block.slice(3))}</h1>`;
    if (block.startsWith('- '))
      return `<ul>${block
        .split(/^- /m)
        .slice(1)
        .map((item) => `<li>${inline(item)}</li>`)
        .join('')}</ul>`;
    return `<p>${inline(block)}</p>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${inline(title)}</title>${blocks.join('\n')}</html>\n`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const inline = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char).replace(/`([^`]+)`/g, '<code>$1</code>');

/** The pages of docs/problems.md, which lies beside `src` or `dist`. */
export function loadPages(from: string = import.meta.dirname): ReadonlyMap<string, ProblemPage> {
  const file = join(from, 'docs', 'problems.md');
  if (existsSync(file)) return splitPages(readFileSync(file, 'utf8'));
  const parent = dirname(from);
  if (parent === from) throw new Error('docs/problems.md is missing from the installation');
  return loadPages(parent);
}
