import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../auth/auth.decorators.js';
import { NotFound } from '../problem/problems.js';
import { loadPages, toHtml } from './problem-pages.js';

/** Where the `type` of a problem leads: its section of docs/problems.md as a page. */
@ApiExcludeController()
@Public()
@Controller('problems')
export class ProblemPagesController {
  private readonly pages = loadPages();

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  listProblems(): string {
    const items = [...this.pages.keys()].map((slug) => `- \`/problems/${slug}\``);
    return toHtml('Problems', `## Problems\n\n${items.join('\n')}`);
  }

  @Get(':slug')
  @Header('Content-Type', 'text/html; charset=utf-8')
  readProblem(@Param('slug') slug: string): string {
    const page = this.pages.get(slug);
    if (!page) throw new NotFound('Problem');
    return toHtml(slug, page.markdown);
  }
}
