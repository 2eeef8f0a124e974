import { DomainEvent } from '../../common/events/domain-event.js';

export class NotificationUpdated extends DomainEvent {
  readonly action = 'notification.updated';
  readonly resourceType = 'notification';
}

export class NotificationDeleted extends DomainEvent {
  readonly action = 'notification.deleted';
  readonly resourceType = 'notification';
}

/** The resource is the user's profile. */
export class NotificationsRead extends DomainEvent {
  readonly action = 'notifications.read';
  readonly resourceType = 'profile';
}

/** The resource is the user's profile. */
export class NotificationPreferencesUpdated extends DomainEvent {
  readonly action = 'notification_preferences.updated';
  readonly resourceType = 'profile';
}
