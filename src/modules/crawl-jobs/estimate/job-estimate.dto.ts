import { ApiProperty } from '@nestjs/swagger';
import { SourceWarningDto } from '../crawl-job.dto.js';
import type { SourceEstimate } from './job-estimate.service.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });
const maybeCount = () => ApiProperty({ type: 'integer', minimum: 0, nullable: true });

export class SourceEstimateDto implements SourceEstimate {
  source: string;
  /** It has the key that it needs */
  configured: boolean;
  /** Searches that it may be asked for: each keyword, whole, by its slices and expanded */
  @count()
  searches: number;
  /** URLs that my latest jobs had from it for these keywords, the most of each; null: none asked it */
  @maybeCount()
  known_urls: number | null;
  /** URLs that it shows at most, as its documents or its ways say; of `urls` those that the request and the list name; null: all that it has */
  @maybeCount()
  most_urls: number | null;
}

export class CrawlJobEstimateDto {
  /** What the job would reserve at once, or over time when it is pay-as-you-go */
  @count()
  credits: number;
  /** Credits per stored image */
  @count()
  unit_price: number;
  /** Credits that can be reserved now */
  @count()
  available_credits: number;
  @ApiProperty({ type: () => [SourceEstimateDto] })
  sources: SourceEstimateDto[];
  /** As those of the job would be */
  @ApiProperty({ type: () => [SourceWarningDto] })
  warnings: SourceWarningDto[];
}
