import { ApiProperty } from '@nestjs/swagger';
import { DATASET_STATUSES, type DatasetRow, type DatasetStatus } from './dataset.row.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });
const uuid = () => ApiProperty({ format: 'uuid' });
const percent = () => ApiProperty({ type: Number, minimum: 0, maximum: 100, example: 42.5 });
const time = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** Deprecated: a project with its crawl jobs added up. Use ProjectDto and CrawlJobDto. */
export class DatasetDto {
  /** The project's id */
  @uuid()
  id: string;
  @uuid()
  user_id: string;
  /** The same as `id` */
  @uuid()
  project_id: string;
  name: string;
  description: string | null;
  keywords: string[];
  @count()
  max_images: number;
  search_engines: string[];
  @ApiProperty({ enum: DATASET_STATUSES })
  status: DatasetStatus;
  /** Percent */
  @percent()
  progress: number;
  @count()
  images_collected: number;
  /** Of the archive; null until the dataset is completed and has an image. Needs credentials */
  @ApiProperty({ type: String, format: 'uri-reference', nullable: true })
  download_url: string | null;
  error_message: string | null;
  created_at: Date;
  updated_at: Date;

  /** `origin`: scheme and host of the download link. */
  static from(row: DatasetRow, origin: string): DatasetDto {
    const ready = row.status === 'completed' && row.images_collected > 0;
    return {
      id: row.id,
      user_id: row.user_id,
      project_id: row.id,
      name: row.name,
      description: row.description,
      keywords: row.keywords,
      max_images: row.max_images,
      search_engines: row.search_engines,
      status: row.status,
      progress: row.progress,
      images_collected: row.images_collected,
      download_url: ready ? `${origin}/api/datasets/${row.id}/export/zip` : null,
      error_message: row.error_message,
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
    };
  }
}

/** Deprecated: use the pages of `GET /api/projects`. */
export class DatasetPageDto {
  @ApiProperty({ type: [DatasetDto] })
  items: DatasetDto[];
  /** Datasets on all pages */
  @count()
  total: number;
  @ApiProperty({ type: 'integer', minimum: 1 })
  page: number;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100 })
  size: number;
  @count()
  pages: number;
}

/** Deprecated: use `GET /api/projects/{id}/stats`. */
export class DatasetStatsDto {
  @count()
  total_datasets: number;
  @count()
  completed_datasets: number;
  @count()
  processing_datasets: number;
  @count()
  failed_datasets: number;
  /** Images stored by all crawl jobs of all datasets */
  @count()
  total_images: number;
}

/** Deprecated: use CrawlJobDetailDto. */
export class DatasetProgressDto {
  @uuid()
  dataset_id: string;
  @ApiProperty({ enum: DATASET_STATUSES })
  status: DatasetStatus;
  /** Percent */
  @percent()
  progress: number;
  @count()
  images_collected: number;
  @count()
  total_chunks: number;
  @count()
  active_chunks: number;
  @count()
  completed_chunks: number;
  @count()
  failed_chunks: number;
  started_at: Date | null;
  completed_at: Date | null;
  /** If it goes on as fast as so far; null before the first image and once nothing runs */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  estimated_completion: Date | null;
  error_message: string | null;

  static from(row: DatasetRow, now: Date): DatasetProgressDto {
    const started_at = time(row.started_at);
    return {
      dataset_id: row.id,
      status: row.status,
      progress: row.progress,
      images_collected: row.images_collected,
      total_chunks: row.total_chunks,
      active_chunks: row.active_chunks,
      completed_chunks: row.completed_chunks,
      failed_chunks: row.failed_chunks,
      started_at,
      completed_at: time(row.completed_at),
      estimated_completion: row.status === 'processing' ? estimate(started_at, row.progress, now) : null,
      error_message: row.error_message,
    };
  }
}

/** Deprecated: use the `links` of ExportJobDto. */
export class DatasetDownloadDto {
  /** Signed: works without credentials until `expires_at` */
  @ApiProperty({ format: 'uri-reference' })
  download_url: string;
  expires_at: Date;
  @uuid()
  dataset_id: string;
  @count()
  file_size_bytes: number;
}

/** Linear. `progress` in percent. */
function estimate(started: Date | null, progress: number, now: Date): Date | null {
  if (started === null || progress <= 0) return null;
  const elapsed = Math.max(0, now.getTime() - started.getTime());
  return new Date(now.getTime() + (elapsed * (100 - progress)) / progress);
}
