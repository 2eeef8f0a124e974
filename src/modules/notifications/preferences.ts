import type { Timing } from './delivery-time.js';
import { CATEGORY_NAMES, type NotificationCategory } from './notification-category.js';
import type { NotificationChannel } from './notification-channel.js';

export type ChannelSwitches = Record<NotificationChannel, boolean>;
export type CategorySwitches = Record<NotificationCategory, ChannelSwitches>;

/** What a user has chosen. A notice goes over a channel when both the channel and its switch in the notice's category are on. */
export interface Preferences extends Timing {
  in_app_enabled: boolean;
  email_enabled: boolean;
  webhook_enabled: boolean;
  categories: CategorySwitches;
}

/** Everything on, at once, at any hour. */
export const defaultPreferences = (): Preferences => ({
  in_app_enabled: true,
  email_enabled: true,
  webhook_enabled: true,
  categories: everyCategory({}),
  digest: 'realtime',
  quiet_hours_start: null,
  quiet_hours_end: null,
  time_zone: 'UTC',
});

type GivenSwitches = { [Channel in NotificationChannel]?: boolean | undefined };
export type GivenCategories = { [Category in NotificationCategory]?: GivenSwitches | undefined };

const switches = ({ in_app = true, email = true, webhook = true }: GivenSwitches = {}): ChannelSwitches => ({
  in_app,
  email,
  webhook,
});

/** A switch for every category and channel; what `given` leaves out is on. */
export function everyCategory(given: GivenCategories): CategorySwitches {
  return {
    crawl_jobs: switches(given.crawl_jobs),
    exports: switches(given.exports),
    credits: switches(given.credits),
    security: switches(given.security),
    system: switches(given.system),
  };
}

/** Whether notices of `category` go over `channel`. */
export const wants = (
  preferences: Preferences,
  category: NotificationCategory,
  channel: NotificationChannel,
): boolean => preferences[`${channel}_enabled`] && preferences.categories[category][channel];

/** The categories that do not go over `channel`. */
export const unwanted = (preferences: Preferences, channel: NotificationChannel): NotificationCategory[] =>
  CATEGORY_NAMES.filter((category) => !wants(preferences, category, channel));
