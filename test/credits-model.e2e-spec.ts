import { EntityManager } from '@mikro-orm/postgresql';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { Ledger } from '../src/modules/credits/ledger.js';
import { play, scripts } from './support/ledger-model.js';
import { TestApp } from './support/test-app.js';

type Book = Ledger['book'];
/** A ledger that books in another way. */
const withBook = (ledger: Ledger, change: (book: Book) => Book): Ledger =>
  Object.create(ledger, { book: { value: change((entry) => ledger.book(entry)) } });

const mutants: [string, RegExp, (em: EntityManager) => (book: Book) => Book][] = [
  [
    'writes what it worked out from what it had read before',
    /balance differs|never_negative/,
    (em) => (book) => async (entry) => {
      const db = em.getKysely();
      const { rows } = await sql<{ balance: string }>`
        select balance from credit_accounts where user_id = ${entry.userId}`.execute(db);
      const booked = await book(entry);
      if (booked !== null) {
        await sql`update credit_accounts set balance = ${Number(rows[0]?.balance) + entry.dBalance}
                   where user_id = ${entry.userId}`.execute(db);
      }
      return booked;
    },
  ],
  [
    'forgets its keys',
    /was done twice/,
    () => (book) => (entry) => book({ ...entry, idempotencyKey: `${entry.idempotencyKey}:${randomUUIDv7()}` }),
  ],
  [
    'reserves what is not there',
    /differs/,
    () => (book) => (entry) => book(entry.dBalance < 0 ? { ...entry, dBalance: 0, dReserved: 0 } : entry),
  ],
];

describe('the ledger, by scripts of commands on up to eight connections', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const property = (ledger: Ledger) => fc.asyncProperty(scripts, (script) => play(app, ledger, script));

  it('agrees with a plain account that knows every key', async () => {
    await expect(fc.assert(property(app.get(Ledger)), { numRuns: 150, endOnFailure: true })).resolves.toBeUndefined();
  }, 60_000);

  it.each(mutants)(
    'would be caught if it were one that %s',
    async (_, reason, change) => {
      const mutant = withBook(app.get(Ledger), change(app.get(EntityManager)));
      const { failed, errorInstance } = await fc.check(property(mutant), { numRuns: 300, endOnFailure: true });
      expect(failed).toBe(true);
      expect(String(errorInstance)).toMatch(reason);
    },
    60_000,
  );
});
