import { IsIn, ValidateBy } from 'class-validator';
import { Int } from '../../../common/validation/numbers.js';
import { OptionalText, Text, TextList } from '../../../common/validation/text.js';
import { isTimestamp } from '../../../common/validation/timestamp.js';
import { DATASET_STATUSES, type DatasetStatus } from '../dataset.row.js';

/** Databases write times with a blank and short zones; without a zone they mean UTC. */
export function asTimestamp(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, day, time, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[T ]([\d:.]+)\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(value.trim()) ?? [];
  if (day === undefined) return value;
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return `${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`;
}

const PastTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'pastTime',
    validator: {
      validate: (value) => value === null || (isTimestamp(value) && Date.parse(value) <= Date.now()),
      defaultMessage: () => 'must be a time in the past, such as 2026-01-31T12:00:00Z',
    },
  });

/** What is imported of a row; other columns are left aside. The rules are those of projects and crawl jobs. */
export class LegacyDatasetDto {
  @Text({ max: 200 })
  id: string;

  @Text({ max: 100 })
  name: string;

  @OptionalText({ max: 2000, multiline: true, nullable: true })
  description: string | null;

  @TextList({ items: { min: 2, max: 100 }, maxItems: 50, unique: false })
  keywords: string[];

  @Int({ min: 1, max: 1_000_000 })
  max_images: number;

  @TextList({ items: { max: 40 }, maxItems: 20 })
  search_engines: string[];

  @IsIn(DATASET_STATUSES, { message: `must be one of ${DATASET_STATUSES.join(', ')}` })
  status: DatasetStatus;

  /** Of the old service: the pictures themselves do not come over. */
  @Int({ min: 0, max: 2 ** 31 - 1 })
  images_collected: number;

  @OptionalText({ max: 2000, multiline: true, nullable: true })
  error_message: string | null;

  @PastTime()
  created_at: string | null;

  @PastTime()
  updated_at: string | null;
}
