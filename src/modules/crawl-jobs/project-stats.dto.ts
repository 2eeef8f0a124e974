import { ApiProperty } from '@nestjs/swagger';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });

export class ProjectStatsDto {
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  @count()
  crawl_jobs: number;
  /** Crawl jobs by status */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { completed: 3, running: 1 } })
  by_status: Record<string, number>;
  @count()
  max_images: number;
  @count()
  candidates: number;
  @count()
  downloaded_images: number;
  /** Stored images that neither a validation nor a user marked invalid */
  @count()
  valid_images: number;
  @count()
  duplicates: number;
  @count()
  failed_downloads: number;
  /** Credits spent on stored images */
  @count()
  credits_spent: number;
}
