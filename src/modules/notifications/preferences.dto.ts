import { ApiProperty } from '@nestjs/swagger';
import { DIGESTS, type Digest } from './delivery-time.js';
import type { CategorySwitches, ChannelSwitches, Preferences } from './preferences.js';

export class ChannelSwitchesDto implements ChannelSwitches {
  in_app: boolean;
  email: boolean;
  webhook: boolean;
}

export class CategorySwitchesDto implements CategorySwitches {
  @ApiProperty({ type: () => ChannelSwitchesDto })
  crawl_jobs: ChannelSwitchesDto;
  @ApiProperty({ type: () => ChannelSwitchesDto })
  exports: ChannelSwitchesDto;
  @ApiProperty({ type: () => ChannelSwitchesDto })
  credits: ChannelSwitchesDto;
  @ApiProperty({ type: () => ChannelSwitchesDto })
  security: ChannelSwitchesDto;
  @ApiProperty({ type: () => ChannelSwitchesDto })
  system: ChannelSwitchesDto;
}

export class NotificationPreferencesDto implements Preferences {
  in_app_enabled: boolean;
  email_enabled: boolean;
  webhook_enabled: boolean;
  /** Per category and channel; both the channel and its switch here must be on */
  @ApiProperty({ type: () => CategorySwitchesDto })
  categories: CategorySwitchesDto;
  @ApiProperty({ enum: DIGESTS })
  digest: Digest;
  /** Local time in `time_zone`; null: no quiet hours
   * @example "22:00" */
  quiet_hours_start: string | null;
  /** @example "07:00" */
  quiet_hours_end: string | null;
  /** IANA name
   * @example "Europe/Berlin" */
  time_zone: string;
}
