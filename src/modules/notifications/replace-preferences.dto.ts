import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, Matches, ValidateBy, ValidateNested } from 'class-validator';
import { IfGiven } from '../../common/validation/if-given.js';
import { ValidationFailed } from '../../common/problem/problems.js';
import { DIGESTS, type Digest } from './delivery-time.js';
import { NOTIFICATION_CATEGORIES, type NotificationCategory } from './notification-category.js';
import { everyCategory, type GivenCategories, type Preferences } from './preferences.js';
import { isTimeZone } from './zoned-time.js';

/** On unless switched off. */
const Switch = (): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    IsBoolean({ message: 'must be true or false' }),
    ApiProperty({ type: Boolean, required: false, default: true }),
  );

const LocalTime = (example: string): PropertyDecorator =>
  applyDecorators(
    IfGiven({ nullable: true }),
    Matches(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a local time, such as 22:00' }),
    ApiProperty({ type: String, nullable: true, required: false, example, pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  );

export class GivenSwitchesDto {
  @Switch()
  in_app?: boolean;
  @Switch()
  email?: boolean;
  @Switch()
  webhook?: boolean;
}

const Category = (name: NotificationCategory): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    IsObject({ message: 'must be an object' }),
    ValidateNested(),
    Type(() => GivenSwitchesDto),
    ApiProperty({ type: () => GivenSwitchesDto, required: false, description: NOTIFICATION_CATEGORIES[name] }),
  );

export class GivenCategoriesDto implements GivenCategories {
  @Category('crawl_jobs')
  crawl_jobs?: GivenSwitchesDto;
  @Category('exports')
  exports?: GivenSwitchesDto;
  @Category('credits')
  credits?: GivenSwitchesDto;
  @Category('security')
  security?: GivenSwitchesDto;
  @Category('system')
  system?: GivenSwitchesDto;
}

/** What is left out gets its default: everything on, at once, at any hour. */
export class ReplacePreferencesDto {
  /** The list in the product and its events */
  @Switch()
  in_app_enabled?: boolean;

  /** Mail to the profile's address */
  @Switch()
  email_enabled?: boolean;

  @Switch()
  webhook_enabled?: boolean;

  /** Per category and channel; both the channel and its switch here must be on */
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => GivenCategoriesDto)
  @ApiProperty({ type: () => GivenCategoriesDto, required: false })
  categories?: GivenCategoriesDto;

  /** Mail at once, or gathered: daily at 8 o'clock, weekly on Mondays at 8, in the time zone */
  @IfGiven()
  @IsIn(DIGESTS, { message: `must be one of ${DIGESTS.join(', ')}` })
  @ApiProperty({ enum: DIGESTS, required: false, default: 'realtime' })
  digest?: Digest;

  /** Mail waits from this local time until `quiet_hours_end`, over midnight too; both or neither */
  @LocalTime('22:00')
  quiet_hours_start?: string | null;

  @LocalTime('07:00')
  quiet_hours_end?: string | null;

  /** IANA name */
  @IfGiven()
  @ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: (value) => typeof value === 'string' && isTimeZone(value),
      defaultMessage: () => 'must be the IANA name of a time zone, such as Europe/Berlin',
    },
  })
  @ApiProperty({ type: String, required: false, default: 'UTC', maxLength: 64, example: 'Europe/Berlin' })
  time_zone?: string;

  /** @throws ValidationFailed when quiet hours have one end, or last no time */
  static complete(given: ReplacePreferencesDto): Preferences {
    const { quiet_hours_start = null, quiet_hours_end = null } = given;
    if ((quiet_hours_start === null) !== (quiet_hours_end === null)) {
      const missing = quiet_hours_start === null ? '/quiet_hours_start' : '/quiet_hours_end';
      throw ValidationFailed.pointer(missing, 'is-required', 'must be given when the other end is');
    }
    if (quiet_hours_start !== null && quiet_hours_start === quiet_hours_end)
      throw ValidationFailed.pointer('/quiet_hours_end', 'not-equal', 'must differ from quiet_hours_start');
    return {
      in_app_enabled: given.in_app_enabled ?? true,
      email_enabled: given.email_enabled ?? true,
      webhook_enabled: given.webhook_enabled ?? true,
      categories: everyCategory(given.categories ?? {}),
      digest: given.digest ?? 'realtime',
      quiet_hours_start,
      quiet_hours_end,
      time_zone: given.time_zone ?? 'UTC',
    };
  }
}
