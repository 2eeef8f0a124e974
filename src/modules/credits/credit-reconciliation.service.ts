import { EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { creditInvariants } from './credit-invariants.js';

export interface BrokenInvariant {
  rule: string;
  /** Rows that break it. */
  count: number;
  /** One of them. */
  example: unknown;
}

/** Compares the ledger with the accounts, jobs, chunks and images that it speaks of. Reads only. */
@Injectable()
export class CreditReconciliation {
  constructor(private readonly em: EntityManager) {}

  /** Rules that do not hold, of one user or of everybody; all are read in one snapshot. Empty on a sound database. */
  broken(userId: string | null = null): Promise<BrokenInvariant[]> {
    return this.em.transactional(() => this.look(userId), {
      isolationLevel: IsolationLevel.REPEATABLE_READ,
      readOnly: true,
    });
  }

  /** The same in the caller's transaction. */
  async look(userId: string | null): Promise<BrokenInvariant[]> {
    const found: BrokenInvariant[] = [];
    for (const [rule, statement] of Object.entries(creditInvariants(userId))) {
      const { rows } = await statement.execute(this.em.getKysely());
      if (rows.length > 0) found.push({ rule, count: rows.length, example: rows[0] });
    }
    return found;
  }
}
