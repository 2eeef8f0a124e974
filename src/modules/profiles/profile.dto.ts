import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Include } from '../../common/include/include.decorator.js';
import { IncludedItems } from '../../common/include/included.decorator.js';
import type { Included } from '../../common/include/include.registry.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { OptionalText } from '../../common/validation/text.js';
import { AvatarUrl } from './avatar-url.js';
import type { ProfileRow } from './profiles.repository.js';

@AtLeastOne()
export class UpdateProfileDto {
  /** null clears it */
  @OptionalText({ max: 200, nullable: true }, { example: 'Ada Lovelace' })
  full_name?: string | null;

  /** An https address of a public host, without user name, password or port; null clears it */
  @AvatarUrl()
  avatar_url?: string | null;

  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  onboarding_completed?: boolean;
}

export class ProfileQueryDto {
  @Include('projects')
  include?: string[];
}

export class ProfileDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  email: string;
  full_name: string | null;
  avatar_url: string | null;
  @ApiProperty({ enum: ['user', 'admin'] })
  role: 'user' | 'admin';
  onboarding_completed: boolean;
  onboarding_completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  @IncludedItems('ProjectDto')
  projects?: Included;

  static from(row: ProfileRow): ProfileDto {
    return {
      ...row,
      onboarding_completed_at: row.onboarding_completed_at === null ? null : new Date(row.onboarding_completed_at),
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
    };
  }
}
