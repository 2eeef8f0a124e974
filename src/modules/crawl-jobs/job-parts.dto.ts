import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../common/pagination/page-of.js';
import { RULE_SIGNALS, type RuleSignal } from '../../fetching/opt-out/applied-rule.js';
import { CANDIDATE_OUTCOMES, type CandidateOutcome } from './candidate-outcome.js';
import { LANE_ENDS, type LaneEnd } from './planning/lane-end.js';
import type { CandidateRow, ChunkRow } from './job-parts.service.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });

export class ImageRangeDto {
  @count()
  start: number;
  @count()
  end: number;
}

export class JobChunkDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  job_id: string;
  @count()
  run: number;
  @count()
  chunk_index: number;
  keyword: string;
  source: string;
  /** Its part of the job's images; end − start is what it may store */
  @ApiProperty({ type: () => ImageRangeDto })
  image_range: ImageRangeDto;
  @ApiProperty({ enum: ['pending', 'processing', 'completed', 'failed', 'cancelled'] })
  status: string;
  @count()
  priority: number;
  @count()
  candidates: number;
  @count()
  stored: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  outcomes: Record<string, number>;
  @count()
  duplicate_urls: number;
  /** Why its source has no more for the keyword, when it said so */
  @ApiProperty({ type: String, enum: LANE_ENDS, nullable: true })
  lane_end: LaneEnd | null;
  /** Times that it was taken up again */
  @count()
  retry_count: number;
  @ApiProperty({ type: String, nullable: true })
  error_message: string | null;
  created_at: Date;
  updated_at: Date;

  static from({ range_start, range_end, ...row }: ChunkRow): JobChunkDto {
    return {
      ...row,
      image_range: { start: range_start, end: range_end },
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
    };
  }
}

export class JobChunkPageDto extends PageOf(JobChunkDto) {}

export class CandidateRuleDto {
  /** How the owner says no */
  @ApiProperty({ enum: RULE_SIGNALS })
  signal: RuleSignal;
  /** Word for word */
  text: string;
  /** Address of the file or answer that it stands in, or id of the block rule */
  where: string;
  /** When it was read */
  @ApiProperty({ format: 'date-time' })
  seen_at: string;
}

export class CandidateDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  chunk_id: string;
  @ApiProperty({ format: 'uri' })
  url: string;
  host: string;
  @ApiProperty({ type: String, nullable: true })
  page_url: string | null;
  @ApiProperty({ type: String, nullable: true })
  title: string | null;
  @ApiProperty({ type: String, nullable: true })
  license: string | null;
  /** Tries in the run of its chunk; a later run that takes the URL up begins at 0 */
  @count()
  attempts: number;
  /** null: not decided yet */
  @ApiProperty({ type: String, enum: CANDIDATE_OUTCOMES, nullable: true })
  outcome: CandidateOutcome | null;
  @ApiProperty({ type: 'integer', nullable: true })
  http_status: number | null;
  @ApiProperty({ type: String, nullable: true })
  detail: string | null;
  /** The rule of the owner, or of a block list, that the URL was left aside for */
  @ApiProperty({ type: () => CandidateRuleDto, nullable: true })
  rule: CandidateRuleDto | null;
  /** Of the bytes as fetched, hex; set for `stored` and `duplicate_bytes`: the `sha256` of the job's image */
  @ApiProperty({ type: String, nullable: true })
  sha256: string | null;
  updated_at: Date;

  static from(row: CandidateRow): CandidateDto {
    return { ...row, updated_at: new Date(row.updated_at) };
  }
}

export class CandidatePageDto extends PageOf(CandidateDto) {}
