import type { StoredSettings } from './rule-settings.js';
import type { ValidationLevel } from './rules/validation-rule.js';
import type { ValidationJobStatus } from './validation-job.entity.js';
import type { ValidationReport } from './validation-report.js';

/** A row of validation_jobs as SQL returns it: wire names, times as text. */
export interface ValidationJobRow {
  id: string;
  crawl_job_id: string;
  /** Of the crawl job. */
  path_project_id: string;
  level: ValidationLevel;
  validation_rules: StoredSettings;
  status: ValidationJobStatus;
  progress: number;
  total_images: number;
  checked_images: number;
  valid_images: number;
  invalid_images: number;
  report: ValidationReport | null;
  error: string | null;
  started_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
}

/** What a run measured of one image, with what the image is. */
export interface ValidationResultRow {
  id: string;
  image_id: string;
  keyword: string;
  measures: Record<string, number | null>;
  failed: string[] | null;
  is_valid: boolean | null;
  was_valid: boolean | null;
  detail: string | null;
}
