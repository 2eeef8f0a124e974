import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { Int } from '../../common/validation/numbers.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { QueryEnum } from '../../common/validation/query-values.js';
import { QueryUuid } from '../../common/validation/query-uuid.js';
import type { CreditSettings } from './credit-settings.js';
import { CREDIT_TRANSACTION_TYPES, type CreditTransactionType } from './credit-transaction.entity.js';
import type { CreditAccountRow, CreditTransactionRow } from './credits.repository.js';

const credits = (description: string) => ApiProperty({ type: 'integer', description });

const limit = (description: string) => ApiProperty({ type: 'integer', nullable: true, description });

export class CreditsDto implements CreditSettings {
  @credits('What can be spent or reserved now')
  balance: number;
  @credits('Set aside for crawl jobs that have not ended')
  reserved: number;
  @credits('Spent on stored images so far, less refunds')
  spent: number;
  @credits('The same, in the running month (UTC); below 0 when older spending was refunded')
  month_spent: number;
  /** A `credits.refill_due` event is logged when the balance falls below refill_threshold */
  auto_refill_enabled: boolean;
  @limit('A refill is due below this balance')
  refill_threshold: number | null;
  @limit('Credits that a refill is to bring')
  refill_amount: number | null;
  @limit('Most credits of a month (UTC): month_spent and reserved together')
  monthly_limit: number | null;
  @limit('A `credits.low` event is logged when the balance falls below it')
  low_balance_threshold: number | null;

  static from(account: CreditAccountRow | undefined): CreditsDto {
    const { balance = 0, reserved = 0, spent = 0, month_spent = 0 } = account ?? {};
    return {
      balance: Number(balance),
      reserved: Number(reserved),
      spent: Number(spent),
      month_spent: Number(month_spent),
      auto_refill_enabled: account?.auto_refill_enabled ?? false,
      refill_threshold: account?.refill_threshold ?? null,
      refill_amount: account?.refill_amount ?? null,
      monthly_limit: account?.monthly_limit ?? null,
      low_balance_threshold: account?.low_balance_threshold ?? null,
    };
  }
}

const MOST = 1_000_000_000;
/** Left out: stays as it is; null: not set. */
const setting = (min: number, example: number) =>
  applyDecorators(IfGiven({ nullable: true }), Int({ min, max: MOST }, { required: false, nullable: true, example }));

@AtLeastOne()
export class UpdateCreditSettingsDto implements Partial<CreditSettings> {
  /** Needs refill_threshold and refill_amount */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  @ApiProperty({ type: Boolean, required: false })
  auto_refill_enabled?: boolean;

  /** A refill is due below this balance */
  @setting(0, 100)
  refill_threshold?: number | null;

  /** Credits that a refill is to bring */
  @setting(1, 5000)
  refill_amount?: number | null;

  /** Most credits of a month (UTC): what is spent in it and reserved now */
  @setting(0, 1_000_000_000)
  monthly_limit?: number | null;

  /** A `credits.low` event is logged when the balance falls below it */
  @setting(0, 500)
  low_balance_threshold?: number | null;
}

export class ListTransactionsQueryDto extends PageQueryDto {
  @QueryEnum(CREDIT_TRANSACTION_TYPES)
  type?: CreditTransactionType;

  /** Of one crawl job */
  @QueryUuid()
  job_id?: string;
}

export class CreditTransactionDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: CREDIT_TRANSACTION_TYPES })
  type: CreditTransactionType;
  @credits('Came from (+) or went to (−) outside; 0 for reserve, usage and release')
  amount: number;
  @credits('Change of the balance')
  d_balance: number;
  @credits('Change of what is reserved')
  d_reserved: number;
  @credits('Change of what is spent')
  d_spent: number;
  @credits('The balance afterwards')
  balance_after: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  job_id: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  chunk_id: string | null;
  @ApiProperty({ type: String, nullable: true })
  description: string | null;
  created_at: Date;

  static from(row: CreditTransactionRow): CreditTransactionDto {
    const { amount, d_balance, d_reserved, d_spent, balance_after } = row;
    return {
      ...row,
      amount: Number(amount),
      d_balance: Number(d_balance),
      d_reserved: Number(d_reserved),
      d_spent: Number(d_spent),
      balance_after: Number(balance_after),
      created_at: new Date(row.created_at),
    };
  }
}

export class CreditTransactionPageDto extends PageOf(CreditTransactionDto) {}
