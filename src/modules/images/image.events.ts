import { DomainEvent } from '../../common/events/domain-event.js';

export class ImageRemoved extends DomainEvent {
  readonly action = 'image.removed';
  readonly resourceType = 'image';
}
