import { DomainEvent } from '../../../common/events/domain-event.js';

export class ImageBlockRemoved extends DomainEvent {
  readonly action = 'image_block.removed';
  readonly resourceType = 'image_block';
}
