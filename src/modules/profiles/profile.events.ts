import { DomainEvent } from '../../common/events/domain-event.js';

export class ProfileUpdated extends DomainEvent {
  readonly action = 'profile.updated';
  readonly resourceType = 'profile';
}

export class ApiKeyCreated extends DomainEvent {
  readonly action = 'api_key.created';
  readonly resourceType = 'api_key';
}

export class ApiKeyUpdated extends DomainEvent {
  readonly action = 'api_key.updated';
  readonly resourceType = 'api_key';
}

export class ApiKeyRevoked extends DomainEvent {
  readonly action = 'api_key.revoked';
  readonly resourceType = 'api_key';
}
