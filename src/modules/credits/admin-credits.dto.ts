import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { BodyUuid } from '../../common/validation/body-uuid.js';
import { Int } from '../../common/validation/numbers.js';
import { Text } from '../../common/validation/text.js';
import { GRANT_KINDS, type GrantKind } from './credit-grants.service.js';

const MOST = 1_000_000_000;

export class GrantCreditsDto {
  @BodyUuid()
  user_id: string;

  /** Credits; below 0 only for adjust, which never takes the balance below 0 */
  @Int({ min: -MOST, max: MOST }, { example: 500 })
  amount: number;

  /** Shown to the user in the list of movements */
  @Text({ max: 200 }, { example: 'Thanks for the report' })
  reason: string;

  /** bonus: a gift; adjust: a correction up or down; refund: credits that job_id has cost come back */
  @IsIn(GRANT_KINDS, { message: `must be one of ${GRANT_KINDS.join(', ')}` })
  @ApiProperty({ enum: GRANT_KINDS })
  kind: GrantKind;

  /** Names this grant for good: the same request again grants nothing more and answers the same */
  @Text({ max: 100 }, { example: 'ticket-4711' })
  reference: string;

  /** The crawl job that it is about; a refund needs one of the user's */
  @BodyUuid({ required: false })
  job_id?: string;
}
