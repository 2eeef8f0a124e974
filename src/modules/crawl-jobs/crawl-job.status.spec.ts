import * as fc from 'fast-check';
import {
  CRAWL_JOB_STATUSES,
  isTerminal,
  statusesFor,
  transition,
  type CrawlJobAction,
  type CrawlJobStatus,
} from './crawl-job.status.js';

const ACTIONS = ['start', 'pause', 'resume', 'cancel', 'complete', 'fail', 'retry', 'extend'] as const;

/** Row: action. Column: the status it meets, in the order of CRAWL_JOB_STATUSES. Whatever is null is a 409. */
const table: Record<CrawlJobAction, (CrawlJobStatus | null)[]> = {
  //         pending      running      paused       completed  failed     cancelled
  start: ['running', 'running', null, null, null, null],
  pause: ['paused', 'paused', null, null, null, null],
  resume: [null, null, 'running', null, null, null],
  cancel: ['cancelled', 'cancelled', 'cancelled', null, null, null],
  complete: [null, 'completed', null, null, null, null],
  fail: ['failed', 'failed', null, null, null, null],
  retry: [null, null, null, 'running', 'running', 'running'],
  extend: [null, null, null, 'running', 'running', 'running'],
};

describe('transition', () => {
  it.each(ACTIONS)('%s follows the table', (action) => {
    expect(CRAWL_JOB_STATUSES.map((status) => transition(status, action))).toEqual(table[action]);
    const allowed = CRAWL_JOB_STATUSES.filter((status) => transition(status, action) !== null);
    expect(statusesFor(action).toSorted()).toEqual(allowed.toSorted());
  });

  it('keeps every life of a job in order: one way to each end, and out of an end only by a new run', () => {
    const life = fc.array(fc.constantFrom(...ACTIONS), { maxLength: 60 });
    fc.assert(
      fc.property(life, (actions) => {
        let status: CrawlJobStatus = 'pending';
        for (const action of actions) {
          const next = transition(status, action);
          if (next === null) continue;
          expect(next).not.toBe('pending'); // nobody goes back to the start
          expect(!isTerminal(status) || ['retry', 'extend'].includes(action)).toBe(true);
          expect(status !== 'paused' || ['resume', 'cancel'].includes(action)).toBe(true);
          expect(next !== 'completed' || status === 'running').toBe(true);
          status = next;
        }
        // wherever it is, one of the three ends is at most two steps away
        const ends = ACTIONS.map((action) => transition(status, action)).filter((next) => next !== null);
        expect(isTerminal(status) || ends.some(isTerminal)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('isTerminal', () => {
  it('is what cannot be cancelled', () => {
    for (const status of CRAWL_JOB_STATUSES) expect(isTerminal(status)).toBe(transition(status, 'cancel') === null);
  });
});
