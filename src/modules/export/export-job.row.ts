import type { ExportJobStatus } from './export-job.entity.js';
import type { ExportReport } from './export-report.js';

/** A row of export_jobs as SQL returns it: wire names, times and the size as text. */
export interface ExportJobRow {
  id: string;
  /** One of both is null: the subject is a crawl job or a whole project. */
  crawl_job_id: string | null;
  project_id: string | null;
  /** The project of either subject. */
  path_project_id: string;
  format: string;
  export_options: object;
  status: ExportJobStatus;
  fence: number;
  progress: number;
  total_images: number | null;
  file_size: string | null;
  sha256: string | null;
  storage_key: string | null;
  /** Bytes; null: made before manifests were kept. */
  manifest_size: string | null;
  manifest_sha256: string | null;
  report: ExportReport | null;
  superseded_at: string | null;
  error: string | null;
  expires_at: string | null;
  started_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
}
