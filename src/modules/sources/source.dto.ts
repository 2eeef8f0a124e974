import { ApiProperty } from '@nestjs/swagger';
import type { ImageSource, SourcePolicy } from '../../crawler/sources/image-source.js';
import { POLICY_REASONS, type PolicyReason, policyReasons } from '../../crawler/sources/policy-reasons.js';
import { NOTED_FAILURES, type NotedFailure, type SourceState } from '../../crawler/sources/source-health.js';
import { SOURCE_STATUSES, type SourceStatus, statusOf } from './source-status.js';

const KEYS = ['none', 'optional', 'required'] as const;
type KeyNeed = (typeof KEYS)[number];
const time = (description: string, example: string | null) =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description, example });

export class SourcePolicyDto {
  @ApiProperty({ enum: ['yes', 'no', 'limited', 'unknown'], description: 'May pictures be collected in numbers?' })
  bulk: SourcePolicy['bulk'];
  @ApiProperty({
    enum: ['yes', 'no', 'per_item', 'unknown'],
    description: 'May models be trained? per_item: as each picture’s licence says',
  })
  training: SourcePolicy['training'];
  @ApiProperty({
    enum: ['required', 'allowed', 'forbidden', 'unknown'],
    description: 'required: pictures must be shown from where they are, not copied',
  })
  hotlink: SourcePolicy['hotlink'];
  @ApiProperty({ enum: ['required', 'per_item', 'none', 'unknown'], description: 'Must the author be named?' })
  attribution: SourcePolicy['attribution'];
  @ApiProperty({ type: Boolean, description: 'Must every download be reported to it?' })
  download_tracking: boolean;
  @ApiProperty({
    enum: POLICY_REASONS,
    isArray: true,
    description: 'What of it does not fit a dataset, gravest first: what warnings and refusals of jobs name',
  })
  reasons: PolicyReason[];
  @ApiProperty({ type: String, description: 'The same in words', example: 'Obey each file’s licence.' })
  note: string;
  @ApiProperty({ type: String, format: 'uri', description: 'Where the terms are' })
  url: string;

  static from(policy: SourcePolicy): SourcePolicyDto {
    const { bulk, training, hotlink, attribution, downloadTracking: download_tracking, note, url } = policy;
    return { bulk, training, hotlink, attribution, download_tracking, reasons: policyReasons(policy), note, url };
  }
}

export class SourceLimitDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 60 })
  requests: number;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'In any span of so many seconds', example: 60 })
  seconds: number;
}

export class SourceHealthDto {
  @ApiProperty({
    enum: SOURCE_STATUSES,
    description: 'resting: left alone for a while; failing: its last search failed; unknown: not asked in 7 days',
  })
  status: SourceStatus;
  @time('When a search last worked', '2026-01-31T12:00:00.000Z')
  last_success_at: Date | null;
  @time('When a search last failed', '2026-01-31T11:58:00.000Z')
  last_failure_at: Date | null;
  @ApiProperty({
    type: String,
    enum: NOTED_FAILURES,
    nullable: true,
    description: 'How it failed',
    example: 'rate_limited',
  })
  last_failure: NotedFailure | null;
  @time('It is not asked before; null: it may be asked now', null)
  rests_until: Date | null;

  static from(source: ImageSource, state: SourceState): SourceHealthDto {
    return {
      status: statusOf(source.configured, state),
      last_success_at: state.lastSuccessAt,
      last_failure_at: state.lastFailureAt,
      last_failure: state.lastFailure,
      rests_until: state.restsUntil,
    };
  }
}

export class SourceDto {
  @ApiProperty({ type: String, description: 'As `sources` of a crawl job names it', example: 'wikimedia' })
  name: string;
  @ApiProperty({ enum: ['api', 'scrape'], description: 'scrape: reads pages made for people' })
  mode: SourcePolicy['mode'];
  @ApiProperty({ type: Boolean, description: 'False: the key that it needs is not set, and it finds nothing' })
  configured: boolean;
  @ApiProperty({ enum: KEYS, description: 'Does it want a key of the operator?' })
  key: KeyNeed;
  policy: SourcePolicyDto;
  @ApiProperty({ type: () => [SourceLimitDto], description: 'As far as known, kept by every process; [] for unknown' })
  limits: SourceLimitDto[];
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description: 'Most results of one search with its paging; null: all that it has, or unknown',
    example: 10_000,
  })
  depth: number | null;
  @ApiProperty({
    type: [String],
    description: 'Narrower searches that are tried when the depth of a whole one is used up',
    example: ['date:2020-2029'],
  })
  slices: string[];
  @ApiProperty({ type: Boolean, description: 'Leaves out itself what `options.licenses` does not name' })
  filters_licenses: boolean;
  health: SourceHealthDto;

  static from(source: ImageSource, state: SourceState): SourceDto {
    const { name, configured, policy, key, limits, depth, slices, filtersLicenses } = source;
    return {
      name,
      mode: policy.mode,
      configured,
      key: key === null ? 'none' : key.required ? 'required' : 'optional',
      policy: SourcePolicyDto.from(policy),
      limits: limits.map(({ requests, seconds }) => ({ requests, seconds })),
      depth,
      slices: [...slices],
      filters_licenses: filtersLicenses,
      health: SourceHealthDto.from(source, state),
    };
  }
}

export class SourceListDto {
  @ApiProperty({ type: () => [SourceDto] })
  data: SourceDto[];
}
