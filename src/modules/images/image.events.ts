import { DomainEvent } from '../../common/events/domain-event.js';

export class ImageUpdated extends DomainEvent {
  readonly action = 'image.updated';
  readonly resourceType = 'image';
}

export class ImageRemoved extends DomainEvent {
  readonly action = 'image.removed';
  readonly resourceType = 'image';
}
