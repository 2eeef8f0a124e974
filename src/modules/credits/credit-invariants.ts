import { sql, type RawBuilder } from 'kysely';

/** One statement per rule about credits; each returns the rows that break it. */
type Invariants = Record<string, RawBuilder<unknown>>;

const OPEN = sql`('pending', 'processing')`;
const ENDED = sql`('completed', 'failed', 'cancelled')`;

/**
 * What must hold at any moment, read in one snapshot. `userId` null: for everybody, which reads every row. Numbers are
 * those of the design's list; the ones about URLs, leases and objects are checked elsewhere.
 */
export function creditInvariants(userId: string | null): Invariants {
  const mine = (column: string) => (userId === null ? sql`true` : sql`${sql.ref(column)} = ${userId}`);
  // a job that is being removed loses its images before its chunks
  const jobs = sql`(select j.* from crawl_jobs j join projects p on p.id = j.project_id
                     where ${mine('j.user_id')} and j.deleted_at is null and p.deleted_at is null)`;
  const ledger = sql`(select * from credit_transactions t where ${mine('t.user_id')})`;
  return {
    'I1 an account is the sum of its ledger': sql`
      select a.id, a.balance, a.reserved, a.spent, t.* from credit_accounts a, lateral (
        select coalesce(sum(d_balance), 0) as b, coalesce(sum(d_reserved), 0) as r, coalesce(sum(d_spent), 0) as s
          from credit_transactions where account_id = a.id) t
       where ${mine('a.user_id')} and (a.balance, a.reserved, a.spent) is distinct from (t.b::bigint, t.r::bigint, t.s::bigint)`,
    'I1 the month of an account is that of its ledger': sql`
      select a.id, a.month_start, a.month_spent, t.s from credit_accounts a, lateral (
        select coalesce(sum(d_spent), 0) as s from credit_transactions
         where account_id = a.id and created_at >= a.month_start::timestamp at time zone 'UTC') t
       where ${mine('a.user_id')} and a.month_spent <> case when a.month_start is null then 0 else t.s end`,
    'I1 each movement starts from the balance that the one before left': sql`
      select * from (
        select id, balance_after, d_balance + lag(balance_after, 1, 0::bigint) over (
                 partition by account_id order by created_at, id) as expected from ${ledger} t) m
       where balance_after <> expected`,
    'I2 nothing appears or vanishes': sql`
      select id from ${ledger} t where d_balance + d_reserved + d_spent <> amount
          or amount <> 0 and type not in ('purchase', 'bonus', 'adjust')`,
    'I3 no account is in debt': sql`
      select id from credit_accounts a where ${mine('a.user_id')} and least(balance, reserved, spent) < 0`,
    'I4 what is reserved belongs to jobs that may still spend it': sql`
      select job_id, sum(d_reserved) as reserved from ${ledger} t
       where not exists (select from crawl_jobs j where j.id = t.job_id and j.status not in ${ENDED})
       group by job_id having sum(d_reserved) <> 0`,
    'I5 a job has in reserve what it may still spend': sql`
      select j.id, j.status, r.reserved, e.expected from ${jobs} j, lateral (
        select coalesce(sum(d_reserved), 0) as reserved, coalesce(sum(d_spent) filter (where type = 'usage'), 0) as used
          from credit_transactions where job_id = j.id) r, lateral (
        select coalesce(sum(target), 0) as target from job_chunks where job_id = j.id and status in ${OPEN}) c, lateral (
        select case when j.status in ${ENDED} or j.run = 0 then 0
                    when coalesce((j.options->>'pay_as_you_go')::boolean, false) then c.target * j.unit_price
                    else j.max_images::bigint * j.unit_price - r.used end as expected) e
       where r.reserved <> e.expected`,
    'I6 a closed chunk is paid once, for what it stored; an open one not at all': sql`
      select c.id, c.status, c.stored, n.images, t.paid from ${jobs} j join job_chunks c on c.job_id = j.id, lateral (
        select count(*) as images from images where chunk_id = c.id) n, lateral (
        select coalesce(sum(d_spent), 0) as paid from credit_transactions
         where job_id = j.id and chunk_id = c.id and type = 'usage') t
       where c.stored <> n.images or t.paid <> case when c.status in ${OPEN} then 0 else n.images * j.unit_price end`,
    'I7 an ended job counts, holds and cost the same images': sql`
      select j.id, j.downloaded_images, n.images, c.stored, t.used from ${jobs} j, lateral (
        select count(*) as images from images where crawl_job_id = j.id) n, lateral (
        select coalesce(sum(stored), 0) as stored from job_chunks where job_id = j.id) c, lateral (
        select coalesce(sum(d_spent), 0) as used from credit_transactions where job_id = j.id and type = 'usage') t
       where j.status in ${ENDED} and (n.images <> c.stored or n.images <> j.downloaded_images
          or t.used <> n.images * j.unit_price)`,
    'I8 the URLs of a closed chunk have one outcome each': sql`
      select c.id, c.candidates, n.decided from ${jobs} j join job_chunks c on c.job_id = j.id, lateral (
        select coalesce(sum(value::int), 0) as decided from jsonb_each_text(c.outcomes)) n
       where c.status not in ${OPEN} and c.candidates <> n.decided`,
    'I12 an ended job has no open chunk': sql`
      select j.id from ${jobs} j join job_chunks c on c.job_id = j.id where j.status in ${ENDED} and c.status in ${OPEN}`,
    'I13 nothing happens twice to a chunk': sql`
      select chunk_id, type from ${ledger} t where chunk_id is not null group by chunk_id, type having count(*) > 1`,
    'I16 no more is refunded than was spent': sql`
      select job_id, sum(d_spent) as spent from ${ledger} t group by job_id having sum(d_spent) < 0`,
    'a payment that was granted is in the ledger, once': sql`
      select e.provider, e.payment_id, count(*), count(t.id) as booked from payment_events e
        left join credit_transactions t on t.idempotency_key = 'purchase:' || e.provider || ':' || e.payment_id
       where e.outcome = 'granted' and ${userId === null ? sql`true` : sql`t.user_id = ${userId}`}
       group by e.provider, e.payment_id having count(*) <> 1 or count(t.id) <> 1`,
  };
}
