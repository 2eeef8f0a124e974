import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { QueryEnum, QueryText } from '../../common/validation/query-values.js';
import type { AdminProfileRow, ProfileStatus } from './admin-profiles.repository.js';
import { ProfileDto } from './profile.dto.js';

const ROLES = ['user', 'admin'] as const;
const STATUSES: readonly ProfileStatus[] = ['active', 'suspended', 'deleted'];

export class ListProfilesQueryDto extends PageQueryDto {
  /** Part of the e-mail address or the name, in any case */
  @QueryText({ max: 200 })
  q?: string;

  @QueryEnum(ROLES)
  role?: 'user' | 'admin';

  @QueryEnum(STATUSES)
  status?: ProfileStatus;
}

@AtLeastOne()
export class UpdateAccessDto {
  @IfGiven()
  @IsIn(ROLES, { message: `must be one of ${ROLES.join(', ')}` })
  @ApiProperty({ enum: ROLES, required: false })
  role?: 'user' | 'admin';

  /** A suspended user's credentials are refused from the next request on; what they started goes on */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  suspended?: boolean;
}

export class AdminProfileDto extends ProfileDto {
  suspended_at: Date | null;
  deleted_at: Date | null;

  static override from(row: AdminProfileRow): AdminProfileDto {
    return {
      ...ProfileDto.from(row),
      suspended_at: row.suspended_at === null ? null : new Date(row.suspended_at),
      deleted_at: row.deleted_at === null ? null : new Date(row.deleted_at),
    };
  }
}

export class AdminProfilePageDto extends PageOf(AdminProfileDto) {}
