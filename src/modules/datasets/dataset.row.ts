export const DATASET_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type DatasetStatus = (typeof DATASET_STATUSES)[number];

/** A project with its crawl jobs added up, as SQL returns it: times are text. */
export interface DatasetRow {
  id: string;
  user_id: string;
  name: string;
  description: string | null;
  /** Of all jobs, in their order, each once, case aside. */
  keywords: string[];
  search_engines: string[];
  max_images: number;
  status: DatasetStatus;
  /** Percent, at most two decimals. */
  progress: number;
  images_collected: number;
  total_chunks: number;
  active_chunks: number;
  completed_chunks: number;
  failed_chunks: number;
  error_message: string | null;
  started_at: string | null;
  /** null until every job has ended. */
  completed_at: string | null;
  created_at: string;
  updated_at: string;
}
