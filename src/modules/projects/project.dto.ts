import { ApiProperty } from '@nestjs/swagger';
import { IsObject, ValidateBy } from 'class-validator';
import { Include } from '../../common/include/include.decorator.js';
import { IncludedItems } from '../../common/include/included.decorator.js';
import type { Included } from '../../common/include/include.registry.js';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { SortBy } from '../../common/pagination/sort.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { PatchOf } from '../../common/validation/patch-of.js';
import { QueryEnum, QueryText } from '../../common/validation/query-values.js';
import { OptionalText, Text } from '../../common/validation/text.js';
import { PROJECT_STATUSES, type ProjectStatus } from './project.entity.js';
import { PROJECT_SORTS, type ProjectRow } from './projects.repository.js';

const MAX_SETTINGS = 10_000;
const settingsSize = {
  name: 'maxLength',
  validator: {
    validate: (value: unknown) => (JSON.stringify(value) ?? '').length <= MAX_SETTINGS,
    defaultMessage: () => `must have at most ${MAX_SETTINGS} characters as JSON`,
  },
};

export class CreateProjectDto {
  /** Shown in lists */
  @Text({ max: 100 }, { example: 'Animal Classification Project' })
  name: string;

  /** null clears it */
  @OptionalText({ max: 2000, multiline: true, nullable: true }, { example: 'Image collection project' })
  description?: string | null;

  /** Free, but safe_search, min_width, min_height, resize, metadata, licenses and min_yield are defaults for the options of its crawl jobs */
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateBy(settingsSize)
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false, example: { safe_search: true } })
  settings?: Record<string, unknown>;
}

export class UpdateProjectDto extends PatchOf(CreateProjectDto) {}

export class ProjectQueryDto {
  @Include('crawl_jobs')
  include?: string[];
}

export class ProjectPageQueryDto extends PageQueryDto {
  @QueryEnum(PROJECT_STATUSES)
  status?: ProjectStatus;

  /** Part of the name or the description, in any case, taken literally */
  @QueryText({ max: 100 })
  q?: string;

  @SortBy(PROJECT_SORTS)
  sort?: string = '-created_at';

  @Include('crawl_jobs')
  include?: string[];
}

export class ProjectDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  name: string;
  description: string | null;
  @ApiProperty({ enum: PROJECT_STATUSES })
  status: ProjectStatus;
  @ApiProperty({ type: 'object', additionalProperties: true })
  settings: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  /** Raised by every change; the ETag is made of it */
  @ApiProperty({ type: 'integer' })
  version: number;
  @IncludedItems('CrawlJobDto')
  crawl_jobs?: Included;

  static from(row: ProjectRow): ProjectDto {
    return { ...row, created_at: new Date(row.created_at), updated_at: new Date(row.updated_at) };
  }
}

export class ProjectPageDto extends PageOf(ProjectDto) {}
