/** What notices are about, and what the category means for the user who switches it. */
export const NOTIFICATION_CATEGORIES = {
  crawl_jobs: 'Crawl jobs that ended, or that the system has paused',
  exports: 'Exports that are ready or have failed',
  credits: 'Credits that run low or are used up',
  security: 'API keys that were made or revoked; mailed at once, whatever digest and quiet hours say',
  system: 'Announcements of the operators',
} as const;

export type NotificationCategory = keyof typeof NOTIFICATION_CATEGORIES;

const isCategory = (text: string): text is NotificationCategory => Object.hasOwn(NOTIFICATION_CATEGORIES, text);

export const CATEGORY_NAMES: readonly NotificationCategory[] = Object.keys(NOTIFICATION_CATEGORIES).filter(isCategory);

/** Whether notices of a category wait for neither the digest nor the end of quiet hours. */
export const isUrgent = (category: NotificationCategory): boolean => category === 'security';
