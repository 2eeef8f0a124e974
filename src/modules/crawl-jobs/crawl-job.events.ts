import { DomainEvent } from '../../common/events/domain-event.js';

abstract class CrawlJobEvent extends DomainEvent {
  readonly resourceType = 'crawl_job';
}

export class CrawlJobCreated extends CrawlJobEvent {
  readonly action = 'crawl_job.created';
}
/** A draft was taken up: reserved and planned. */
export class CrawlJobBegun extends CrawlJobEvent {
  readonly action = 'crawl_job.begun';
}
export class CrawlJobUpdated extends CrawlJobEvent {
  readonly action = 'crawl_job.updated';
}
export class CrawlJobStarted extends CrawlJobEvent {
  readonly action = 'crawl_job.started';
}
export class CrawlJobPaused extends CrawlJobEvent {
  readonly action = 'crawl_job.paused';
}
export class CrawlJobResumed extends CrawlJobEvent {
  readonly action = 'crawl_job.resumed';
}
export class CrawlJobCancelled extends CrawlJobEvent {
  readonly action = 'crawl_job.cancelled';
}
export class CrawlJobCompleted extends CrawlJobEvent {
  readonly action = 'crawl_job.completed';
}
export class CrawlJobFailed extends CrawlJobEvent {
  readonly action = 'crawl_job.failed';
}
export class CrawlJobRetried extends CrawlJobEvent {
  readonly action = 'crawl_job.retried';
}
export class CrawlJobExtended extends CrawlJobEvent {
  readonly action = 'crawl_job.extended';
}
export class CrawlJobDeleted extends CrawlJobEvent {
  readonly action = 'crawl_job.deleted';
}
