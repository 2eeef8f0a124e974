import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { versioned } from '../../common/etag/etag.interceptor.js';
import { IncludedItem, IncludedItems } from '../../common/include/included.decorator.js';
import type { Included } from '../../common/include/include.registry.js';
import { PageOf } from '../../common/pagination/page-of.js';
import { CrawlJobOptionsDto } from './crawl-job-request.dto.js';
import type { CrawlJobOptions } from './crawl-job-options.js';
import type { LiveCrawlJob, ShownCrawlJob } from './crawl-job.row.js';
import { WARNING_REASONS, type JobWarning } from './source-rules.js';
import {
  CRAWL_JOB_STATUSES,
  isTerminal,
  PAUSE_REASONS,
  type CrawlJobStatus,
  type PauseReason,
} from './crawl-job.status.js';
import { LANE_ENDS, type LaneEnd } from './planning/lane-end.js';
import { revisionOf } from './valid-images.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });
const uuid = () => ApiProperty({ format: 'uuid' });

export class SliceEndDto {
  /** Name of the source's, or `expand:` and the template */
  slice: string;
  @ApiProperty({ enum: LANE_ENDS })
  end: LaneEnd;
  @count()
  stored: number;
}

export class ShortfallLaneDto {
  keyword: string;
  source: string;
  /** Why the source gave no more */
  @ApiProperty({ enum: LANE_ENDS })
  end: LaneEnd;
  /** What the source said, which address it could not read, or which of the named URLs were left out; left out: nothing */
  @ApiProperty({ type: String, required: false })
  detail?: string;
  /** Images, those of its slices included */
  @count()
  stored: number;
  /** Narrower and further searches that followed the whole one; left out: none */
  @ApiProperty({ type: () => [SliceEndDto], required: false })
  slices?: SliceEndDto[];
}

export class ShortfallDto {
  /** Images that are missing */
  @count()
  missing: number;
  @ApiProperty({ type: () => [ShortfallLaneDto] })
  lanes: ShortfallLaneDto[];
}

export class CrawlJobDto {
  @uuid()
  id: string;
  @uuid()
  project_id: string;
  name: string;
  keywords: string[];
  sources: string[];
  @count()
  max_images: number;
  @ApiProperty({ type: () => CrawlJobOptionsDto })
  options: CrawlJobOptions;
  @ApiProperty({ enum: CRAWL_JOB_STATUSES })
  status: CrawlJobStatus;
  @ApiProperty({ type: String, enum: PAUSE_REASONS, nullable: true })
  pause_reason: PauseReason | null;
  /** 1, and one more per retry or extend; 0: a draft that was never begun */
  @count()
  run: number;
  /** 10 is served first */
  @count()
  priority: number;
  @count()
  total_chunks: number;
  @count()
  active_chunks: number;
  @count()
  completed_chunks: number;
  @count()
  failed_chunks: number;
  /** Percent */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 })
  progress: number;
  /** URLs that sources named */
  @count()
  candidates: number;
  /** Images stored */
  @count()
  downloaded_images: number;
  /** Stored images that neither a validation nor a user marked invalid */
  @count()
  valid_images: number;
  /** Candidates whose bytes the job already had */
  @count()
  duplicates: number;
  /** Candidates that brought no image */
  @count()
  failed_downloads: number;
  /** Credits per stored image */
  @count()
  unit_price: number;
  @ApiProperty({ type: String, nullable: true })
  error: string | null;
  /** Why it ended with fewer images than asked for */
  @ApiProperty({ type: () => ShortfallDto, nullable: true })
  shortfall: ShortfallDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  /** Raised by every change; the ETag of a job at rest is made of it */
  @count()
  version: number;
  @IncludedItems('JobChunkDto')
  chunks?: Included;
  @IncludedItems('ValidationJobDto')
  validation_jobs?: Included;
  @IncludedItems('ExportJobDto')
  export_jobs?: Included;
  @IncludedItem('ProjectDto')
  project?: Included;

  static from(row: ShownCrawlJob): CrawlJobDto {
    return {
      ...row,
      started_at: row.started_at === null ? null : new Date(row.started_at),
      completed_at: row.completed_at === null ? null : new Date(row.completed_at),
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
    };
  }
}

export class SourceFiguresDto {
  source: string;
  @count()
  candidates: number;
  @count()
  stored: number;
}

/** A job with its live figures. */
@ApiSchema({ name: 'CrawlJobDetailDto' })
export class CrawlJobDetailDto extends CrawlJobDto {
  /** Decided candidates by outcome; candidates that are still open have none */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { stored: 180, http_not_found: 4 },
  })
  outcomes: Record<string, number>;
  @ApiProperty({ type: () => [SourceFiguresDto] })
  by_source: SourceFiguresDto[];
  /** URLs that the job had already; they are not candidates again */
  @count()
  duplicate_urls: number;

  static override from({ event_seq: _e, chunk_version: _c, ...row }: LiveCrawlJob): CrawlJobDetailDto {
    const { outcomes, by_source, duplicate_urls, ...job } = row;
    return { ...CrawlJobDto.from(job), outcomes, by_source, duplicate_urls };
  }
}

/** With an ETag once the job has ended: until then its figures change without its version or its images' validity. */
export const taggedAtRest = <T extends CrawlJobDto>(dto: T, job: ShownCrawlJob): T =>
  isTerminal(job.status) ? versioned(dto, revisionOf(job)) : dto;

export class SourceWarningDto implements JobWarning {
  source: string;
  /**
   * What of its terms does not fit a dataset, gravest first; `labels-left-out`: URLs for it have labels that are none of the
   * keywords; `list-too-small`: fewer URLs are named for it than images are wanted
   */
  @ApiProperty({ enum: WARNING_REASONS, isArray: true, example: ['bulk-forbidden', 'training-unknown'] })
  reasons: JobWarning['reasons'];
  /** The same in words */
  message: string;
  /** Where its terms are; null: the warning is not about terms */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  url: string | null;
}

export class CreatedCrawlJobDto extends CrawlJobDto {
  /** Sources whose terms do not clearly allow this use, and what of the named URLs does not fit the job */
  @ApiProperty({ type: () => [SourceWarningDto] })
  warnings: SourceWarningDto[];
}

export class CrawlJobPageDto extends PageOf(CrawlJobDto) {}
