import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, ValidateNested } from 'class-validator';
import { Include } from '../../common/include/include.decorator.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { SortBy } from '../../common/pagination/sort.js';
import { BodyUuid } from '../../common/validation/body-uuid.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { Int, OptionalInt } from '../../common/validation/numbers.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { QueryEnum, QueryText } from '../../common/validation/query-values.js';
import { OptionalText, Text, TextList } from '../../common/validation/text.js';
import { METADATA_MODES, type MetadataMode } from '../../inspection/metadata/metadata-mode.js';
import { CANDIDATE_OUTCOMES, type CandidateOutcome } from './candidate-outcome.js';
import type { CrawlJobOptions, ResizeOptions } from './crawl-job-options.js';
import { CRAWL_JOB_SORTS } from './crawl-job.columns.js';
import { DUPLICATE_DISTANCE } from './duplicate-distance.js';
import { CRAWL_JOB_STATUSES, type CrawlJobStatus } from './crawl-job.status.js';
import { LicenseList, OptionalShare, TemplateList } from './search-options.js';
import {
  ListedUrls,
  SitemapOptionsDto,
  SourceOptions,
  WebOptionsDto,
  type ListedUrlDto,
} from './source-options.dto.js';

const RELATIONS = ['chunks', 'project', 'validation_jobs', 'export_jobs'];
const MAX_SIDE = 20_000;

export class ResizeDto implements ResizeOptions {
  /** `none` keeps the size and only re-encodes; else that side becomes `size` pixels. Pictures are never enlarged */
  @IsIn(['none', 'shortest', 'longest'], { message: 'must be none, shortest or longest' })
  @ApiProperty({ enum: ['none', 'shortest', 'longest'] })
  mode: 'none' | 'shortest' | 'longest';

  /** Pixels; needed by shortest and longest */
  @OptionalInt({ min: 16, max: 8192 }, { example: 512 })
  size?: number;

  @IsIn(['jpeg', 'webp'], { message: 'must be jpeg or webp' })
  @ApiProperty({ enum: ['jpeg', 'webp'] })
  format: 'jpeg' | 'webp';

  /** 1 (small) to 100 (good) */
  @Int({ min: 1, max: 100 }, { example: 85 })
  quality: number;
}

export class CrawlJobOptionsDto implements CrawlJobOptions {
  /** Ask sources to leave out what is not safe for work; on unless switched off */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  @ApiProperty({ type: Boolean, required: false })
  safe_search?: boolean;

  /** Narrower pictures are not stored, pixels */
  @OptionalInt({ min: 1, max: MAX_SIDE })
  min_width?: number;

  /** Lower pictures are not stored, pixels */
  @OptionalInt({ min: 1, max: MAX_SIDE })
  min_height?: number;

  /** How the stored copy is made; left out or null, the pixels are stored as fetched */
  @IfGiven({ nullable: true })
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ResizeDto)
  @ApiProperty({ type: () => ResizeDto, nullable: true, required: false })
  resize?: ResizeDto | null;

  /** What stored files keep of what they say about themselves: all, all but places and free text, or what the pixels need */
  @IfGiven()
  @IsIn(METADATA_MODES, { message: `must be one of ${METADATA_MODES.join(', ')}` })
  @ApiProperty({ enum: METADATA_MODES, required: false, default: 'strip_location' })
  metadata?: MetadataMode;

  /** Reserve credits part by part instead of max_images at once; the job is paused when they run out, and goes on when some arrive */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  @ApiProperty({ type: Boolean, required: false })
  pay_as_you_go?: boolean;

  /** Pictures of the project whose perceptual hashes differ by at most so many bits are marked as near duplicates; 0: none are */
  @OptionalInt({ min: 0, max: DUPLICATE_DISTANCE.max }, { default: DUPLICATE_DISTANCE.default })
  duplicate_distance?: number;

  /**
   * Keep only pictures under these licences: SPDX ids, `LicenseRef-…` names, and the classes public-domain, attribution,
   * share-alike, non-commercial, no-derivatives, commercial, modification, open and unknown. What a source does not
   * license is unknown, and kept only when that is listed; of `A OR B` one has to be listed, of `A AND B` both. Left out: any
   */
  @LicenseList()
  licenses?: string[];

  /** Further queries, once a source has no more for a keyword; what they find has the keyword as its label. Left out: none */
  @TemplateList()
  expand?: string[];

  /** Stop narrower and further searches of a keyword at a source when fewer new images than this come of its last 100 URLs, 0 (never) to 1 */
  @OptionalShare(0.05)
  min_yield?: number;

  /** Pictures for the source `urls`, each with its address and what else is known of it */
  @ListedUrls()
  urls?: ListedUrlDto[];

  /** An uploaded list of the same project for the source `urls` */
  @BodyUuid({ required: false })
  url_list_id?: string;

  /** What the source `web` reads */
  @SourceOptions(() => WebOptionsDto)
  web?: WebOptionsDto;

  /** What the source `sitemap` reads */
  @SourceOptions(() => SitemapOptionsDto)
  sitemap?: SitemapOptionsDto;
}

export class CreateCrawlJobDto {
  /** Shown in lists */
  @Text({ max: 100 }, { example: 'Google Images Crawl' })
  name: string;

  /** What to look for, a letter, digit or emoji in each; each becomes a label */
  @TextList({ items: { min: 2, max: 100, words: true }, maxItems: 50 }, { example: ['cat', 'dog'] })
  keywords: string[];

  /** Most images that it may store; as many credits are reserved, unless it is pay-as-you-go */
  @Int({ min: 1, max: 1_000_000 }, { example: 1000 })
  max_images: number;

  /** Where to look */
  @TextList({ items: { max: 40 }, maxItems: 20 }, { example: ['google', 'bing'] })
  sources: string[];

  /** What is left out comes from the project's settings */
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => CrawlJobOptionsDto)
  @ApiProperty({ type: () => CrawlJobOptionsDto, required: false })
  options?: CrawlJobOptionsDto;

  /** 10 is served first */
  @OptionalInt({ min: 0, max: 10 }, { default: 0 })
  priority?: number;
}

@AtLeastOne()
export class UpdateCrawlJobDto {
  /** Shown in lists */
  @OptionalText({ max: 100 }, { example: 'Cats and dogs' })
  name?: string;

  /** 10 is served first */
  @OptionalInt({ min: 0, max: 10 })
  priority?: number;
}

export class ExtendCrawlJobDto {
  /** More than the present one */
  @Int({ min: 1, max: 1_000_000 }, { example: 2000 })
  max_images: number;
}

export class CrawlJobQueryDto {
  @Include(...RELATIONS)
  include?: string[];
}

export class ListCrawlJobsQueryDto extends PageQueryDto {
  @QueryEnum(CRAWL_JOB_STATUSES)
  status?: CrawlJobStatus;

  @SortBy(CRAWL_JOB_SORTS)
  sort?: string = '-created_at';

  @Include(...RELATIONS)
  include?: string[];
}

export class ListCandidatesQueryDto extends PageQueryDto {
  @QueryEnum([...CANDIDATE_OUTCOMES, 'open'], { description: '`open`: not decided yet' })
  outcome?: CandidateOutcome | 'open';

  /** Host of the URL, with its port when that is not the scheme's own */
  @QueryText({ max: 255 })
  host?: string;

  /** What became of this URL, however it is spelled; sources that named it again did not make it twice */
  @QueryText({ max: 4096 }, { example: 'https://example.org/cat.jpg' })
  url?: string;
}
