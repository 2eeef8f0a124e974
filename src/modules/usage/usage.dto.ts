import { ApiProperty } from '@nestjs/swagger';
import { QueryDate } from '../../common/validation/date.js';
import { USAGE_FIGURES, type UsageFigure, type UsageFigures, type UsageLimits } from './usage-figures.js';
import type { UsageDayRow } from './usage.repository.js';

export class UsageQueryDto {
  @QueryDate({ description: 'First day, UTC; 29 days before `to` unless given', example: '2026-01-01' })
  from?: string;

  @QueryDate({ description: 'Last day, UTC; today unless given. At most 366 days in all', example: '2026-01-31' })
  to?: string;
}

const count = (description: string) => ApiProperty({ type: 'integer', minimum: 0, description });
const limit = (description: string) =>
  ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: `${description}; null: none` });

export class UsageFiguresDto {
  @count('Images stored by crawl jobs, counted when their part of the job is settled')
  images_processed: number;
  @count('Bytes of those images as stored')
  storage_bytes: number;
  @count('Requests with credentials, whatever they were answered; a few seconds behind')
  api_calls: number;
  @count('Bytes of the answers to those requests, headers included; a few seconds behind')
  bandwidth_bytes: number;
}

export class UsageLimitsDto {
  @limit('Images per UTC day')
  images_processed: number | null;
  @limit('Bytes stored per UTC day')
  storage_bytes: number | null;
  @limit('Requests per UTC day')
  api_calls: number | null;
  @limit('Bytes of answers per UTC day')
  bandwidth_bytes: number | null;
}

export class UsageDayDto extends UsageFiguresDto {
  @ApiProperty({ type: String, format: 'date', example: '2026-01-31' })
  date: string;

  static from(row: UsageDayRow): UsageDayDto {
    return { date: row.date, ...figures((name) => Number(row[name])) };
  }
}

export class UsageDto {
  @ApiProperty({ type: String, format: 'date', description: 'First day' })
  from: string;
  @ApiProperty({ type: String, format: 'date', description: 'Last day' })
  to: string;
  /** In force now. A crawl job that would pass one is refused with 403 quota-exceeded */
  limits: UsageLimitsDto;
  /** Of all days */
  total: UsageFiguresDto;
  /** Every day, oldest first */
  days: UsageDayDto[];

  static from(range: { from: string; to: string }, rows: readonly UsageDayRow[], limits: UsageLimits): UsageDto {
    const days = rows.map((row) => UsageDayDto.from(row));
    const total = figures((name) => days.reduce((sum, day) => sum + day[name], 0));
    return { ...range, limits, total, days };
  }
}

const figures = (of: (name: UsageFigure) => number): UsageFigures => {
  const [images_processed = 0, storage_bytes = 0, api_calls = 0, bandwidth_bytes = 0] = USAGE_FIGURES.map(of);
  return { images_processed, storage_bytes, api_calls, bandwidth_bytes };
};
