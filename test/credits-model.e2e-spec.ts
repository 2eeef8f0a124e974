import { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { Ledger, type LedgerEntry } from '../src/modules/credits/ledger.js';
import { play, scripts } from './support/ledger-model.js';
import { TestApp } from './support/test-app.js';

/** Reads, decides, then writes what it has worked out: right for one caller at a time. */
class CheckThenAct extends Ledger {
  constructor(private readonly manager: EntityManager) {
    super(manager);
  }

  override async book(entry: LedgerEntry): Promise<number | null> {
    const db = this.manager.getKysely();
    const { rows } = await sql<{ id: string; balance: string; reserved: string; spent: string }>`
      select id, balance, reserved, spent from credit_accounts where user_id = ${entry.userId}`.execute(db);
    const { id, ...account } = rows[0]!;
    const [balance, reserved, spent] = [
      Number(account.balance) + entry.dBalance,
      Number(account.reserved) + entry.dReserved,
      Number(account.spent) + entry.dSpent,
    ];
    if (balance < 0 || reserved < 0 || spent < 0) return null;
    await sql`update credit_accounts set balance = ${balance}, reserved = ${reserved}, spent = ${spent} where id = ${id}`.execute(
      db,
    );
    await sql`insert into credit_transactions (id, created_at, account_id, user_id, type, amount, d_balance, d_reserved, d_spent, balance_after,
                job_id, chunk_id, idempotency_key) values (${randomUUIDv7()}, clock_timestamp(), ${id}, ${entry.userId}, ${entry.type}, ${entry.amount},
                ${entry.dBalance}, ${entry.dReserved}, ${entry.dSpent}, ${balance}, ${entry.jobId ?? null}, ${entry.chunkId ?? null},
                ${entry.idempotencyKey})`.execute(db);
    return balance;
  }
}

/** As if the ledger had no unique key. */
class Forgetful extends Ledger {
  override book(entry: LedgerEntry): Promise<number | null> {
    return super.book({ ...entry, idempotencyKey: `${entry.idempotencyKey}:${randomUUIDv7()}` });
  }
}

/** As if nobody looked whether there is enough. */
class Generous extends Ledger {
  override book(entry: LedgerEntry): Promise<number | null> {
    return super.book(entry.dBalance < 0 ? { ...entry, dBalance: 0, dReserved: 0 } : entry);
  }
}

describe('the ledger, by scripts of commands on eight connections', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const property = (ledger: Ledger) => fc.asyncProperty(scripts, (script) => play(app, ledger, script));

  it('agrees with a plain account that knows every key', async () => {
    await fc.assert(property(app.get(Ledger)), { numRuns: 300, endOnFailure: true });
  }, 60_000);

  it.each([
    ['reads before it writes', /balance differs|never_negative/, (em: EntityManager) => new CheckThenAct(em)],
    ['forgets its keys', /was done twice/, (em: EntityManager) => new Forgetful(em)],
    ['reserves what is not there', /differs/, (em: EntityManager) => new Generous(em)],
  ])(
    'would be caught if it were one that %s',
    async (_, reason, make) => {
      const broken = property(make(app.get(EntityManager)));
      const { failed, errorInstance } = await fc.check(broken, { numRuns: 200, endOnFailure: true });
      expect(failed).toBe(true);
      expect(String(errorInstance)).toMatch(reason);
    },
    60_000,
  );
});
