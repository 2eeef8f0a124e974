import { EntityManager } from '@mikro-orm/postgresql';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { InsufficientCredits } from '../../src/modules/credits/credits.errors.js';
import { CreditsService } from '../../src/modules/credits/credits.service.js';
import type { Ledger } from '../../src/modules/credits/ledger.js';
import type { TestApp } from './test-app.js';

const JOBS = 3;
const CHUNKS = 4;
const RESERVE = 40;
/** Enough for two of the three jobs. */
const START = 2 * RESERVE + 10;
/** So that the chunks of a job can never cost more than it reserved. */
const CHUNK_COST = RESERVE / CHUNKS;

type Command =
  | { kind: 'purchase'; event: number; credits: number }
  | { kind: 'reserve'; job: number; run: number }
  | { kind: 'settle'; job: number; chunk: number; credits: number }
  | { kind: 'release'; job: number; run: number };

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('purchase' as const), event: fc.nat(3), credits: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('reserve' as const), job: fc.nat(JOBS - 1), run: fc.constantFrom(1, 2) }),
  fc.record({
    kind: fc.constant('settle' as const),
    job: fc.nat(JOBS - 1),
    chunk: fc.nat(CHUNKS - 1),
    credits: fc.integer({ min: 1, max: CHUNK_COST }),
  }),
  fc.record({ kind: fc.constant('release' as const), job: fc.nat(JOBS - 1), run: fc.constantFrom(1, 2) }),
);

/** Batches of commands; those of one batch run at the same time, each on a connection of its own, some of them twice. */
export const scripts = fc.array(
  fc
    .array(fc.tuple(anyCommand, fc.boolean()), { minLength: 1, maxLength: 4 })
    .map((batch) => batch.flatMap(([one, twice]) => (twice ? [one, one] : [one]))),
  { minLength: 2, maxLength: 8 },
);

type Result = 'done' | 'again' | 'refused';
interface Account {
  balance: number;
  reserved: number;
  spent: number;
}

/** A plain account that knows what each key did: what the real one must agree with after every batch. */
class Model {
  account: Account = { balance: START, reserved: 0, spent: 0 };
  private readonly keys = new Set<string>();
  private readonly reserveOf = Array.from({ length: JOBS }, () => 0);

  /** Whether sending it makes sense, as far as its job's own state goes; the job's row lock sees to that in the product. */
  allows(command: Command): boolean {
    if (command.kind === 'purchase' || this.knows(command)) return true;
    return this.hasReserve(command.job) === (command.kind !== 'reserve'); // a job reserves anew when it has nothing reserved
  }

  knows(command: Command): boolean {
    return this.keys.has(keyOf(command));
  }

  hasReserve(job: number): boolean {
    return (this.reserveOf[job] ?? 0) > 0;
  }

  /** Takes over what the database says that it did; throws when that cannot be. */
  apply(command: Command, result: Result): void {
    const key = keyOf(command);
    if (command.kind === 'release' && !this.hasReserve(command.job)) return; // nothing to give back, nothing written
    if (result === 'done' && this.keys.has(key)) throw new Error(`${key} was done twice`);
    if (result === 'refused' && command.kind === 'settle' && !this.keys.has(key)) throw new Error(`${key} was refused`);
    if (result === 'again' && !this.keys.has(key)) throw new Error(`${key} was not done before`);
    if (result !== 'done') return;
    this.keys.add(key);
    const { account } = this;
    if (command.kind === 'purchase') account.balance += command.credits;
    else if (command.kind === 'settle') this.move(command.job, 0, -command.credits, command.credits);
    else if (command.kind === 'reserve') this.move(command.job, -RESERVE, RESERVE, 0);
    else this.move(command.job, this.reserveOf[command.job] ?? 0, -(this.reserveOf[command.job] ?? 0), 0);
  }

  private move(job: number, balance: number, reserved: number, spent: number): void {
    this.account = {
      balance: this.account.balance + balance,
      reserved: this.account.reserved + reserved,
      spent: this.account.spent + spent,
    };
    this.reserveOf[job] = (this.reserveOf[job] ?? 0) + reserved;
  }
}

const keyOf = (command: Command): string =>
  command.kind === 'purchase'
    ? `purchase ${command.event}`
    : command.kind === 'settle'
      ? `settle ${command.job} ${command.chunk}`
      : `${command.kind} ${command.job} ${command.run}`;

/** Plays a script against the real tables with the given ledger; throws at the first disagreement. */
export async function play(app: TestApp, ledger: Ledger, script: Command[][]): Promise<void> {
  const { id: user } = await app.givenUser({ credits: START });
  const credits: CreditsService = Object.create(app.get(CreditsService), { ledger: { value: ledger } });
  const jobs = Array.from({ length: JOBS }, () => ({
    id: randomUUIDv7(),
    chunks: Array.from({ length: CHUNKS }, () => randomUUIDv7()),
  }));
  const model = new Model();

  const act = (command: Command): Promise<unknown> => {
    if (command.kind === 'purchase') {
      const { credits: amount, event } = command;
      const entry = {
        userId: user,
        type: 'purchase',
        amount,
        dBalance: amount,
        dReserved: 0,
        dSpent: 0,
        description: 'x',
      } as const;
      return ledger.book({ ...entry, idempotencyKey: `purchase:${user}:${event}` });
    }
    const job = jobs[command.job]!;
    if (command.kind === 'reserve') return credits.reserve(user, job.id, command.run, RESERVE);
    if (command.kind === 'release') return credits.releaseJob(user, job.id, command.run);
    return credits.settleChunk(user, job.id, job.chunks[command.chunk]!, command.credits);
  };
  /** One transaction under the lock of the job, as everything that moves a job's credits. */
  const send = async (command: Command): Promise<Result> => {
    try {
      await app.inContext(() =>
        app.get(EntityManager).transactional(async (em) => {
          const lock = command.kind === 'purchase' ? `${user}:${command.event}` : jobs[command.job]!.id;
          await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(em.getKysely());
          await act(command);
        }),
      );
      return 'done';
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '23505') return 'again';
      if (
        error instanceof InsufficientCredits ||
        (error instanceof Error && error.message.startsWith('Ledger refused'))
      )
        return 'refused';
      throw error;
    }
  };

  for (const batch of script) {
    // per job one command at a time, or the same one twice: of two others nobody could tell which came first
    const first = new Map<number, Command>();
    const sent = batch.filter((command) => {
      if (command.kind === 'purchase' || !model.allows(command)) return command.kind === 'purchase';
      if (!first.has(command.job)) first.set(command.job, command);
      return first.get(command.job) === command;
    });
    const before = { ...model.account };
    const results = await Promise.all(sent.map(send));
    const order = sent
      .map((command, i) => ({ command, result: results[i]! }))
      .toSorted((a, b) => rank(a.result) - rank(b.result));
    for (const { command, result } of order) model.apply(command, result);
    const reserves = order.filter(({ command }) => command.kind === 'reserve');
    if (reserves.length * RESERVE <= before.balance && reserves.some(({ result }) => result === 'refused')) {
      throw new Error('refused although there was enough for all');
    }
    await compare(app, user, model.account);
  }
}

const rank = (result: Result): number => ['done', 'again', 'refused'].indexOf(result);

async function compare(app: TestApp, user: string, model: Account): Promise<void> {
  const { rows } = await sql<{ account: Account; ledger: Account; least: number; last: number }>`
    select jsonb_build_object('balance', a.balance, 'reserved', a.reserved, 'spent', a.spent) as account,
           jsonb_build_object('balance', coalesce(sum(t.d_balance), 0), 'reserved', coalesce(sum(t.d_reserved), 0), 'spent', coalesce(sum(t.d_spent), 0)) as ledger,
           coalesce(min(t.balance_after), 0)::int as least,
           coalesce((array_agg(t.balance_after order by t.created_at desc, t.id desc))[1], 0)::int as last
      from credit_accounts a left join credit_transactions t on t.account_id = a.id where a.user_id = ${user} group by a.id`.execute(
    app.db.getKysely(),
  );
  const { account, ledger, least, last } = rows[0]!;
  const said = JSON.stringify({ account, ledger, model, least, last });
  for (const column of ['balance', 'reserved', 'spent'] as const) {
    if (account[column] !== model[column] || ledger[column] !== model[column])
      throw new Error(`${column} differs: ${said}`);
  }
  if (least < 0 || last !== account.balance) throw new Error(`balance_after is wrong: ${said}`);
}
