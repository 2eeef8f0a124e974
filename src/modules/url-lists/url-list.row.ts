import type { ListColumns } from './reading/columns.js';
import type { ListFormat } from './reading/list-format.js';

/** `receiving`: it is being sent; nobody sees it until it is `ready`. */
export type UrlListStatus = 'receiving' | 'ready';

/** A list as SQL returns it: times are text. */
export interface UrlListRow {
  id: string;
  project_id: string;
  name: string;
  format: ListFormat;
  columns: ListColumns;
  /** URLs by label, as it is written; null: without labels, or with more than are counted. */
  labels: Record<string, number> | null;
  sent_bytes: number;
  sha256: string;
  row_count: number;
  url_count: number;
  first_skipped_row: number | null;
  created_at: string;
}
