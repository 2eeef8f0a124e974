import { ApiProperty } from '@nestjs/swagger';
import { LANE_ENDS, type LaneEnd } from '../planning/lane-end.js';
import type { SearchFigures } from './job-yield.service.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });

export class SearchYieldDto implements SearchFigures {
  keyword: string;
  source: string;
  /** Empty: the whole search; else the name of the source's slice, or `expand:` and the template */
  slice: string;
  /** URLs that were new to the job */
  @count()
  candidates: number;
  /** URLs that the job had already */
  @count()
  duplicate_urls: number;
  /** Images */
  @count()
  stored: number;
  /** Candidates whose bytes the job had already */
  @count()
  duplicates: number;
  /** Candidates that brought no image */
  @count()
  failed: number;
  /** Images per URL, those known already included and those left aside not; null: no URL yet */
  @ApiProperty({ type: Number, minimum: 0, maximum: 1, nullable: true, example: 0.64 })
  yield: number | null;
  /** Why its source has no more; null: it may have */
  @ApiProperty({ type: String, enum: LANE_ENDS, nullable: true })
  end: LaneEnd | null;
}

export class JobYieldDto {
  /** Each search in the order in which they began */
  @ApiProperty({ type: () => [SearchYieldDto] })
  data: SearchYieldDto[];
  /** There are more searches than shown */
  has_more: boolean;
}
