import { DomainEvent } from '../../common/events/domain-event.js';

abstract class ValidationJobEvent extends DomainEvent {
  readonly resourceType = 'validation_job';
}

export class ValidationJobCreated extends ValidationJobEvent {
  readonly action = 'validation_job.created';
}
export class ValidationJobCompleted extends ValidationJobEvent {
  readonly action = 'validation_job.completed';
}
export class ValidationJobFailed extends ValidationJobEvent {
  readonly action = 'validation_job.failed';
}
export class ValidationJobCancelled extends ValidationJobEvent {
  readonly action = 'validation_job.cancelled';
}
export class ValidationJobDeleted extends ValidationJobEvent {
  readonly action = 'validation_job.deleted';
}
