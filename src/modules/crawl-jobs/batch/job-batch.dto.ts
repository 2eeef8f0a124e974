import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject } from 'class-validator';
import { ProblemDto } from '../../../common/problem/problem.dto.js';
import { CreatedCrawlJobDto } from '../crawl-job.dto.js';

/** Most jobs of one batch. */
const MAX_JOBS = 100;

export class CreateCrawlJobsDto {
  /** Each as the body of a POST to `crawl-jobs`, and checked on its own */
  @IsObject({ each: true, message: 'must be an object' }) // faults are told from the lowest rule up
  @ArrayMaxSize(MAX_JOBS, { message: `must have at most ${MAX_JOBS} items` })
  @ArrayMinSize(1, { message: 'must have at least 1 item' })
  @IsArray({ message: 'must be an array' })
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    minItems: 1,
    maxItems: MAX_JOBS,
    example: [
      { name: 'Cats', keywords: ['cat'], max_images: 100, sources: ['openverse'] },
      { name: 'Dogs', keywords: ['dog'], max_images: 100, sources: ['openverse'] },
    ],
  })
  jobs: object[];
}

export class BatchItemDto {
  /** Place in the request, from 0 */
  @ApiProperty({ type: 'integer', minimum: 0 })
  index: number;
  /** What a request of its own would have been answered with */
  @ApiProperty({ type: 'integer', minimum: 200, maximum: 599, example: 201 })
  status: number;
  /** The job, when it was created */
  @ApiProperty({ type: () => CreatedCrawlJobDto, nullable: true })
  job: CreatedCrawlJobDto | null;
  /** Why not, when it was not */
  @ApiProperty({ type: () => ProblemDto, nullable: true })
  problem: ProblemDto | null;
}

export class CrawlJobBatchDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  created: number;
  @ApiProperty({ type: 'integer', minimum: 0 })
  refused: number;
  /** In the order of the request */
  @ApiProperty({ type: () => [BatchItemDto] })
  data: BatchItemDto[];
}
