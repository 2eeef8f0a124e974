import { ApiProperty } from '@nestjs/swagger';
import { QueryBool, QueryEnum, QueryText } from '../../../common/validation/query-values.js';
import { CANDIDATE_OUTCOMES, type CandidateOutcome } from '../candidate-outcome.js';
import { LANE_ENDS, type LaneEnd } from '../planning/lane-end.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });
const NOT_STORED = CANDIDATE_OUTCOMES.filter((outcome) => outcome !== 'stored');

export class ListFailuresQueryDto {
  @QueryEnum(NOT_STORED, { description: 'Only URLs that ended so; without it, those that count as failed' })
  outcome?: CandidateOutcome;

  /** Only URLs of this host, with its port when that is not the scheme's own */
  @QueryText({ max: 255 })
  host?: string;

  @QueryBool({ description: 'Only what retry takes up again, or only what it does not' })
  curable?: boolean;
}

export class FailureGroupDto {
  @ApiProperty({ enum: NOT_STORED })
  outcome: CandidateOutcome;
  host: string;
  @count()
  count: number;
  @ApiProperty({ format: 'uri' })
  example_url: string;
  /** HTTP status of the example, when its host answered */
  @ApiProperty({ type: 'integer', nullable: true })
  example_status: number | null;
  @ApiProperty({ type: String, nullable: true })
  example_detail: string | null;
  /** retry takes these up again, and no rule blocks their host */
  curable: boolean;
  /** What the outcome means and what can be done */
  advice: string;
}

export class LaneFailureDto {
  source: string;
  /** Why the source gave no more, other than that it has no more */
  @ApiProperty({ enum: LANE_ENDS.filter((end) => end !== 'exhausted') })
  end: LaneEnd;
  /** Lanes (keyword and part of the results) that ended so */
  @count()
  count: number;
  /** Images that they gave before */
  @count()
  stored: number;
  example_keyword: string;
  @ApiProperty({ type: String, nullable: true })
  example_detail: string | null;
  /** retry asks the source again */
  curable: boolean;
  /** What the end means and what can be done */
  advice: string;
}

export class FailuresDto {
  /** Largest groups first, at most 100 */
  @ApiProperty({ type: () => [FailureGroupDto] })
  data: FailureGroupDto[];
  /** There are more groups than shown; narrow them by outcome, host or curable */
  has_more: boolean;
  /** Sources that ended early, most lanes first, at most 100; `outcome` and `host` do not narrow them */
  @ApiProperty({ type: () => [LaneFailureDto] })
  lanes: LaneFailureDto[];
  /** URLs that a source named again; `GET …/candidates?url=` tells what became of such a URL */
  @count()
  duplicate_urls: number;
}
