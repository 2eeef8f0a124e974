import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CANDIDATE_OUTCOMES, CURABLE_OUTCOMES, FAILED_OUTCOMES, TRANSIENT_OUTCOMES } from './candidate-outcome.js';
import { CRAWL_JOB_STATUSES, statusesFor, transition, type CrawlJobAction } from './crawl-job.status.js';
import { CURABLE_LANE_ENDS, LANE_ENDS } from './planning/lane-end.js';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/outcomes.md'), 'utf8');

/** Cells of a section's rows that begin with a name in backquotes; the backquotes are taken off. */
function rowsOf(heading: string): string[][] {
  const section = DOCUMENT.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? '';
  const rows = [...section.matchAll(/^\| (`.*) \|$/gm)];
  return rows.map(([, row = '']) => row.split('|').map((cell) => cell.replaceAll('`', '').trim()));
}

const ACTIONS: CrawlJobAction[] = ['start', 'pause', 'resume', 'cancel', 'complete', 'fail', 'retry', 'extend'];
const yes = (is: boolean): string => (is ? 'yes' : 'no');

describe('docs/outcomes.md', () => {
  it('explains every candidate outcome, and what becomes of it', () => {
    const said = rowsOf('Candidate outcomes').map((cells) => cells.slice(0, 4));
    const known = CANDIDATE_OUTCOMES.map((outcome) => [
      outcome,
      yes(CURABLE_OUTCOMES.includes(outcome)),
      yes(TRANSIENT_OUTCOMES.includes(outcome)),
      yes(FAILED_OUTCOMES.includes(outcome)),
    ]);
    expect(said).toEqual(known);
  });

  it('explains every lane end, and whether retry goes on', () => {
    const said = rowsOf('Lane ends').map((cells) => cells.slice(0, 2));
    expect(said).toEqual(LANE_ENDS.map((end) => [end, yes(CURABLE_LANE_ENDS.includes(end))]));
  });

  it('has the transitions of a job', () => {
    const known = ACTIONS.map((action) => {
      const from = statusesFor(action);
      return [action, from.join(', '), transition(from[0]!, action)];
    });
    expect(rowsOf('Job states')).toEqual(known);
  });

  it.each(CRAWL_JOB_STATUSES)('draws the status %s', (status) => {
    const diagram = /```mermaid\n([^`]*)```/.exec(DOCUMENT)?.[1] ?? '';
    expect(diagram).toMatch(new RegExp(`\\b${status}\\b`));
  });
});
