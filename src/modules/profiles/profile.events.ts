import { DomainEvent } from '../../common/events/domain-event.js';

abstract class ProfileEvent extends DomainEvent {
  readonly resourceType = 'profile';
}

/** A user of the auth server came for the first time. */
export class ProfileCreated extends ProfileEvent {
  readonly action = 'profile.created';
}

export class ProfileUpdated extends ProfileEvent {
  readonly action = 'profile.updated';
}

export class ProfileRoleChanged extends ProfileEvent {
  readonly action = 'profile.role_changed';
}

export class ProfileSuspended extends ProfileEvent {
  readonly action = 'profile.suspended';
}

export class ProfileReinstated extends ProfileEvent {
  readonly action = 'profile.reinstated';
}

/** The account is closed and its data is erased, but for the ledger. */
export class ProfileDeleted extends ProfileEvent {
  readonly action = 'profile.deleted';
}

abstract class ApiKeyEvent extends DomainEvent {
  readonly resourceType = 'api_key';
}

export class ApiKeyCreated extends ApiKeyEvent {
  readonly action = 'api_key.created';
}

export class ApiKeyUpdated extends ApiKeyEvent {
  readonly action = 'api_key.updated';
}

/** Another key takes its place; `successor_id` names it. */
export class ApiKeyRotated extends ApiKeyEvent {
  readonly action = 'api_key.rotated';
}

export class ApiKeyRevoked extends ApiKeyEvent {
  readonly action = 'api_key.revoked';
}
