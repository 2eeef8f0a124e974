import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, ValidateBy } from 'class-validator';
import { ALL_SCOPES, type Scope } from '../../common/auth/scopes.js';
import { PageOf } from '../../common/pagination/page-of.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { OptionalInt } from '../../common/validation/numbers.js';
import { OptionalBody } from '../../common/validation/patch-of.js';
import { Text } from '../../common/validation/text.js';
import { OptionalTimestamp } from '../../common/validation/timestamp.js';
import type { ApiKeyRow } from './api-keys.repository.js';

const inTheFuture = {
  name: 'inTheFuture',
  validator: {
    validate: (value: unknown) => typeof value === 'string' && Date.parse(value) > Date.now(),
    defaultMessage: () => 'must be in the future',
  },
};

/** When a key stops to work. */
const Expiry = (): PropertyDecorator =>
  applyDecorators(
    IfGiven({ nullable: true }),
    OptionalTimestamp({
      nullable: true,
      description:
        'When it stops to work; after 90 days when left out, never when null. Made with a key: no later than that key',
    }),
    ValidateBy(inTheFuture),
  );

export class CreateApiKeyDto {
  @Text({ max: 100 }, { example: 'Training cluster' })
  name: string;

  /** What the key may do; at most what its maker may do */
  @IsArray({ message: 'must be an array' })
  @ArrayMinSize(1, { message: 'must have at least 1 item' })
  @ArrayMaxSize(ALL_SCOPES.length, { message: `must have at most ${ALL_SCOPES.length} items` })
  @ArrayUnique({ message: 'must not repeat an item' })
  @IsIn(ALL_SCOPES, { each: true, message: `must be one of ${ALL_SCOPES.join(', ')}` })
  @ApiProperty({ enum: ALL_SCOPES, isArray: true, minItems: 1, uniqueItems: true, example: ['projects:read'] })
  scopes: Scope[];

  /** Requests a minute; the server's default when left out, which only administrators may exceed. Made with a key: that key's limit */
  @OptionalInt({ min: 1, max: 1_000_000 })
  rate_limit?: number;

  @Expiry()
  expires_at?: string | null;
}

@OptionalBody()
export class RotateApiKeyDto {
  /** Seconds that the old key works on beside the new one, at most 7 days; a day when left out */
  @OptionalInt({ min: 0, max: 604_800 }, { default: 86_400 })
  overlap_seconds?: number;

  @Expiry()
  expires_at?: string | null;
}

export class RenameApiKeyDto {
  @Text({ max: 100 }, { example: 'nightly export' })
  name: string;
}

export class ApiKeyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  name: string;
  /** The key's first 12 characters */
  prefix: string;
  /** The key's last 4 characters */
  last4: string;
  @ApiProperty({ enum: ALL_SCOPES, isArray: true })
  scopes: string[];
  /** Requests a minute; null: the server's default */
  @ApiProperty({ type: 'integer', nullable: true })
  rate_limit: number | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  /** When another key took its place */
  rotated_at: Date | null;
  /** To the minute */
  last_used_at: Date | null;
  last_used_ip: string | null;
  created_at: Date;
  updated_at: Date;

  static from(row: ApiKeyRow): ApiKeyDto {
    return {
      ...row,
      expires_at: dateOrNull(row.expires_at),
      revoked_at: dateOrNull(row.revoked_at),
      rotated_at: dateOrNull(row.rotated_at),
      last_used_at: dateOrNull(row.last_used_at),
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
    };
  }
}

const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));

export class NewApiKeyDto extends ApiKeyDto {
  /** The key itself: this answer is the only place where it ever appears
   * @example "pxc_live_…" */
  key: string;
}

export class ApiKeyPageDto extends PageOf(ApiKeyDto) {}
