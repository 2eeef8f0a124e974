import { DomainEvent } from '../../common/events/domain-event.js';

abstract class ProjectEvent extends DomainEvent {
  readonly resourceType = 'project';
}

export class ProjectCreated extends ProjectEvent {
  readonly action = 'project.created';
}

export class ProjectUpdated extends ProjectEvent {
  readonly action = 'project.updated';
}

export class ProjectArchived extends ProjectEvent {
  readonly action = 'project.archived';
}

export class ProjectRestored extends ProjectEvent {
  readonly action = 'project.restored';
}

export class ProjectDeleted extends ProjectEvent {
  readonly action = 'project.deleted';
}
