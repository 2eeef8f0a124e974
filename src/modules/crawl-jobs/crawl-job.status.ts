export const CRAWL_JOB_STATUSES = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type CrawlJobStatus = (typeof CRAWL_JOB_STATUSES)[number];

export const PAUSE_REASONS = ['user', 'credits', 'storage', 'source'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export type CrawlJobAction = 'start' | 'pause' | 'resume' | 'cancel' | 'complete' | 'fail' | 'retry' | 'extend';

const TRANSITIONS: Record<CrawlJobAction, { from: readonly CrawlJobStatus[]; to: CrawlJobStatus }> = {
  start: { from: ['pending', 'running'], to: 'running' },
  pause: { from: ['pending', 'running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['pending', 'running', 'paused'], to: 'cancelled' },
  complete: { from: ['running'], to: 'completed' },
  fail: { from: ['pending', 'running'], to: 'failed' },
  retry: { from: ['failed', 'cancelled', 'completed'], to: 'running' },
  extend: { from: ['failed', 'cancelled', 'completed'], to: 'running' },
};

/** The status after `action`, or null when a job in this status does not allow it. */
export function transition(status: CrawlJobStatus, action: CrawlJobAction): CrawlJobStatus | null {
  const { from, to } = TRANSITIONS[action];
  return from.includes(status) ? to : null;
}

/** The statuses that allow `action`: for messages and guarded updates. */
export const statusesFor = (action: CrawlJobAction): readonly CrawlJobStatus[] => TRANSITIONS[action].from;

export const isTerminal = (status: CrawlJobStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** `run` of a job that nobody has begun: it has no chunks and no reserve. The first run is 1. */
export const DRAFT_RUN = 0;

export const isDraft = ({ status, run }: { status: CrawlJobStatus; run: number }): boolean =>
  status === 'pending' && run === DRAFT_RUN;
