import { CRAWL_JOB_STATUSES } from '../crawl-jobs/crawl-job.status.js';
import { datasetStatusOf } from './dataset-status.js';

const job = (text: string) => {
  const [name, run] = text.split(' ');
  const status = CRAWL_JOB_STATUSES.find((known) => known === name);
  if (!status) throw new Error(`${text} is no state of a job`);
  return { status, run: Number(run ?? 1) };
};

it.each([
  [[], 'pending'],
  [['pending 0'], 'pending'],
  [['pending 1'], 'processing'],
  [['running'], 'processing'],
  [['paused'], 'processing'],
  [['completed', 'running'], 'processing'],
  [['failed', 'failed'], 'failed'],
  [['cancelled 0', 'cancelled'], 'cancelled'],
  [['failed', 'cancelled'], 'completed'],
  [['completed', 'failed'], 'completed'],
  [['completed'], 'completed'],
  [['completed', 'pending 0'], 'pending'],
  [['failed', 'pending 0'], 'pending'],
])('jobs that are %j make a dataset %s', (jobs, status) => {
  expect(datasetStatusOf(jobs.map((text) => job(text)))).toBe(status);
});
