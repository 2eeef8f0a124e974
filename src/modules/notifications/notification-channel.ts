/** Ways a notice reaches its user: the list in the product, a mail, a request to the user's own server. */
export const NOTIFICATION_CHANNELS = ['in_app', 'email', 'webhook'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

/** Channels that deliver later, from the outbox. */
export type OutboxChannel = Exclude<NotificationChannel, 'in_app'>;
