import { DomainEvent } from '../../common/events/domain-event.js';

abstract class UrlListEvent extends DomainEvent {
  readonly resourceType = 'url_list';
}

export class UrlListCreated extends UrlListEvent {
  readonly action = 'url_list.created';
}

export class UrlListDeleted extends UrlListEvent {
  readonly action = 'url_list.deleted';
}
