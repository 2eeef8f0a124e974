import { ApiProperty } from '@nestjs/swagger';
import type { ExportReport } from './export-report.js';
import type { Removed } from './selection/selection-plan.js';
import { SPLITS } from './selection/split.js';

const counts = { type: 'object' as const, additionalProperties: { type: 'integer' as const, minimum: 0 } };

/** Images that the options left out */
class RemovedDto implements Removed {
  /** By `only_labels` */
  @ApiProperty({ type: 'integer' })
  label: number;
  /** By `include_invalid` */
  @ApiProperty({ type: 'integer' })
  invalid: number;
  /** By `include_duplicates` */
  @ApiProperty({ type: 'integer' })
  duplicate: number;
  /** Copies of a picture that another crawl job stored, for the same class, with at least as many pixels */
  @ApiProperty({ type: 'integer' })
  copy: number;
  /** By `max_per_class` */
  @ApiProperty({ type: 'integer' })
  balance: number;
  /** By `licenses`, for each SPDX id and `unknown` */
  @ApiProperty({ ...counts, example: { 'CC-BY-NC-4.0': 12, unknown: 3 } })
  license: Record<string, number>;
}

export class ExportReportDto implements ExportReport {
  @ApiProperty({ type: 'integer' })
  classes: number;
  /** Images per split */
  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(SPLITS.map((split) => [split, { type: 'integer' }])),
    additionalProperties: false,
  })
  splits: ExportReport['splits'];
  removed: RemovedDto;
  /** Images that were taken down while the export was made */
  @ApiProperty({ type: 'integer' })
  gone: number;
  /**
   * Sentences: for each split that lacks classes, which, as too few of their images are there; and by how much stratified splits miss
   * their shares because of small classes. Left out: none
   */
  @ApiProperty({
    type: [String],
    required: false,
    example: ['No image falls into test of "heron" (2 images)'],
  })
  warnings?: string[];
}
