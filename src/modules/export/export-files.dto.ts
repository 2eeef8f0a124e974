import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { Int } from '../../common/validation/numbers.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { Text } from '../../common/validation/text.js';
import { isUuid } from '../../common/validation/uuid.js';

export const JSON_LINES = 'application/x-ndjson';

const MINUTE = 60;
const WEEK = 7 * 24 * 60 * MINUTE;

export class ExportDiffQueryDto {
  /** The other export, of the same project: what it lacks was added since */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @ValidateBy({ name: 'isUuid', validator: { validate: isUuid, defaultMessage: () => 'must be a UUID' } })
  @ApiProperty({ format: 'uuid' })
  against: string;
}

export class CreateExportLinkDto {
  /** Seconds that the link works */
  @IfGiven()
  @Int({ min: MINUTE, max: WEEK }, { required: false, default: 3_600 })
  expires_in: number = 3_600;
}

export class ExportLinkDto {
  /** Whoever has it may download the archive */
  @ApiProperty({ format: 'uri' })
  url: string;
  expires_at: Date;
}

export class ExportTokenQueryDto {
  /** Of the link, as it was given out */
  @Text({ max: 300 })
  token: string;
}
