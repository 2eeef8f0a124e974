import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { QueryEnum } from '../../common/validation/query-values.js';
import { QueryUuid } from '../../common/validation/query-uuid.js';
import { CREDIT_TRANSACTION_TYPES, type CreditTransactionType } from './credit-transaction.entity.js';
import type { CreditAccountRow, CreditTransactionRow } from './credits.repository.js';

const credits = (description: string) => ApiProperty({ type: 'integer', description });

export class CreditsDto {
  @credits('What can be spent or reserved now')
  balance: number;
  @credits('Set aside for crawl jobs that have not ended')
  reserved: number;
  @credits('Spent on stored images so far')
  spent: number;

  static from(account: CreditAccountRow | undefined): CreditsDto {
    const { balance = 0, reserved = 0, spent = 0 } = account ?? {};
    return { balance: Number(balance), reserved: Number(reserved), spent: Number(spent) };
  }
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
