import { DomainEvent } from '../../common/events/domain-event.js';

abstract class ExportJobEvent extends DomainEvent {
  readonly resourceType = 'export_job';
}

export class ExportJobCreated extends ExportJobEvent {
  readonly action = 'export_job.created';
}
export class ExportJobCompleted extends ExportJobEvent {
  readonly action = 'export_job.completed';
}
export class ExportJobFailed extends ExportJobEvent {
  readonly action = 'export_job.failed';
}
export class ExportJobCancelled extends ExportJobEvent {
  readonly action = 'export_job.cancelled';
}
export class ExportJobDeleted extends ExportJobEvent {
  readonly action = 'export_job.deleted';
}
export class ExportJobExpired extends ExportJobEvent {
  readonly action = 'export_job.expired';
}
