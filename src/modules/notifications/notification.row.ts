import type { NotificationCategory } from './notification-category.js';

/** A notification as SQL returns it: times are text. */
export interface NotificationRow {
  id: string;
  category: NotificationCategory;
  type: string;
  title: string;
  message: string;
  action_url: string | null;
  metadata: Record<string, unknown>;
  is_read: boolean;
  read_at: string | null;
  created_at: string;
}
