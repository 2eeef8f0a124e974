import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { IsIn, IsObject } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { APPLICATIONS, type Application, type StoredSettings } from './rule-settings.js';
import { VALIDATION_LEVELS, type ValidationLevel } from './rules/validation-rule.js';
import { VALIDATION_JOB_STATUSES, type ValidationJobStatus } from './validation-job.entity.js';
import type { ValidationJobRow } from './validation-job.row.js';
import { COLUMNS, type ValidationReport } from './validation-report.js';

const count = () => ApiProperty({ type: 'integer', minimum: 0 });

export class CreateValidationJobDto {
  /** Which rules, and how strict; see /validation-rules */
  @IfGiven()
  @IsIn(VALIDATION_LEVELS, { message: `must be one of ${VALIDATION_LEVELS.join(', ')}` })
  @ApiProperty({ enum: VALIDATION_LEVELS, required: false, default: 'standard' })
  level?: ValidationLevel;

  /**
   * Changes to the level, by the rule's name: any parameter of the rule, `enabled`, and `apply` (auto: unless more than half
   * of the images fail; always; never: only reported)
   */
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object' },
    selfRequired: false,
    example: { blurry: { min: 50 }, license: { apply: 'never' } },
  })
  validation_rules?: Record<string, unknown>;
}

export class HistogramDto {
  /** Values below are in the first column, those beyond `to` in the last */
  @ApiProperty({ type: Number })
  from: number;
  @ApiProperty({ type: Number })
  to: number;
  /** Images per column; all are equally wide */
  @ApiProperty({ type: 'array', items: { type: 'integer' }, minItems: COLUMNS, maxItems: COLUMNS })
  counts: number[];
}

export class RuleReportDto {
  @ApiProperty({ enum: APPLICATIONS })
  apply: Application;
  /** Whether its failures made images invalid */
  applied: boolean;
  /** Why not, when `apply` is auto */
  @ApiProperty({ type: String, enum: ['more_than_half'], nullable: true })
  flagged: 'more_than_half' | null;
  /** Images with a value */
  @count()
  measured: number;
  @count()
  failed: number;
  /** Failed of all images, 0–1 */
  @ApiProperty({ type: Number })
  share: number;
  @ApiProperty({ type: Number, nullable: true })
  lowest: number | null;
  @ApiProperty({ type: Number, nullable: true })
  highest: number | null;
  histogram: HistogramDto;
}

@ApiExtraModels(RuleReportDto)
export class ValidationReportDto {
  @count()
  images: number;
  @count()
  valid: number;
  @count()
  invalid: number;
  /** By the rule's name */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(RuleReportDto) } })
  rules: Record<string, RuleReportDto>;
}

export class ValidationJobLinksDto {
  self: string;
  results: string;
}

export class ValidationJobDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  crawl_job_id: string;
  @ApiProperty({ enum: VALIDATION_LEVELS })
  level: ValidationLevel;
  /** All rules of the run with all their parameters */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'object' } })
  validation_rules: Record<string, object>;
  @ApiProperty({ enum: VALIDATION_JOB_STATUSES })
  status: ValidationJobStatus;
  /** Percent */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 })
  progress: number;
  @count()
  total_images: number;
  @count()
  checked_images: number;
  @count()
  valid_images: number;
  @count()
  invalid_images: number;
  /** null until it is completed */
  @ApiProperty({ type: () => ValidationReportDto, nullable: true })
  report: ValidationReport | null;
  error: string | null;
  started_at: Date | null;
  completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  links: ValidationJobLinksDto;

  static from({ path_project_id: projectId, ...row }: ValidationJobRow): ValidationJobDto {
    const self = `/api/projects/${projectId}/crawl-jobs/${row.crawl_job_id}/validation-jobs/${row.id}`;
    return {
      ...row,
      validation_rules: shown(row.validation_rules),
      started_at: time(row.started_at),
      completed_at: time(row.completed_at),
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
      links: { self, results: `${self}/results` },
    };
  }
}

export class ValidationJobPageDto extends PageOf(ValidationJobDto) {}

/** As a request may give them. */
const shown = (settings: StoredSettings): Record<string, object> =>
  Object.fromEntries(Object.entries(settings).map(([name, { apply, values }]) => [name, { apply, ...values }]));

const time = (value: string | null): Date | null => (value === null ? null : new Date(value));
