import { sql, type RawBuilder } from 'kysely';
import { createHash } from 'node:crypto';
import { Storage } from '../../src/storage/storage.js';
import type { TestApp } from './test-app.js';

const OPEN = sql`('pending', 'processing')`;
const ENDED = sql`('completed', 'failed', 'cancelled')`;

/** Statements about one job; each returns the rows that break it. */
const rules: Record<string, (jobId: string) => RawBuilder<unknown>> = {
  'a chunk counts exactly its candidates': (job) => sql`
    select c.chunk_index, c.candidates, c.outcomes, c.stored, n.all, n.outcomes as rows from job_chunks c, lateral (
      select coalesce(sum(k.n), 0)::int as all, coalesce(jsonb_object_agg(k.outcome, k.n) filter (where k.outcome is not null), '{}') as outcomes
        from (select outcome, count(*)::int as n from crawl_candidates where chunk_id = c.id group by outcome) k) n
     where c.job_id = ${job}
       and (c.candidates <> n.all or c.outcomes <> n.outcomes or c.stored <> coalesce((n.outcomes->>'stored')::int, 0))`,
  'a chunk stored exactly its images, and no more than its target': (job) => sql`
    select c.chunk_index, c.stored, c.target, n.images from job_chunks c,
      lateral (select count(*)::int as images from images where chunk_id = c.id) n
     where c.job_id = ${job} and (c.stored <> n.images or c.stored > c.target)`,
  'every image is the stored candidate of its chunk': (job) => sql`
    select i.id from images i left join crawl_candidates k on k.chunk_id = i.chunk_id and k.position = i.candidate_position
     where i.crawl_job_id = ${job} and (k.outcome is distinct from 'stored' or k.job_id <> i.crawl_job_id)`,
  'no two images have the same bytes, no two candidates the same URL': (job) => sql`
    select sha256, count(*) from images where crawl_job_id = ${job} group by sha256 having count(*) > 1
    union all select url_hash, count(*) from crawl_candidates where job_id = ${job} group by url_hash having count(*) > 1`,
  'the label of every copy is on the image that was kept': (job) => sql`
    select k.url from crawl_candidates k join job_chunks c on c.id = k.chunk_id
     where k.job_id = ${job} and k.outcome = 'duplicate_bytes' and not exists (
       select from images i where i.crawl_job_id = k.job_id and i.labels @> jsonb_build_array(
         jsonb_build_object('keyword', c.keyword, 'source', c.source, 'url', k.url)))`,
  'a job never stores more than it may': (job) => sql`
    select j.max_images from crawl_jobs j
     where j.id = ${job} and (select count(*) from images where crawl_job_id = j.id) > j.max_images`,
  'open targets and accepted images stay within max_images': (job) => sql`
    select j.max_images, n.* from crawl_jobs j, lateral (
      select sum(case when status in ${OPEN} then target else stored end) as taken from job_chunks where job_id = j.id) n
     where j.id = ${job} and n.taken > j.max_images`,
  'an ended job has no open chunk and no open candidate': (job) => sql`
    select c.status, k.url from crawl_jobs j join job_chunks c on c.job_id = j.id left join crawl_candidates k
        on k.chunk_id = c.id and k.outcome is null
     where j.id = ${job} and j.status in ${ENDED} and (c.status in ${OPEN} or k.id is not null)`,
  'a closed chunk has no open candidate and no lease': (job) => sql`
    select c.chunk_index from job_chunks c where c.job_id = ${job} and c.status not in ${OPEN}
       and (c.lease_until is not null or exists (select from crawl_candidates where chunk_id = c.id and outcome is null))`,
  'the counters of an ended job are those of its rows': (job) => sql`
    select j.* from crawl_jobs j, lateral (
      select count(*) as chunks, count(*) filter (where status = 'completed') as done,
             count(*) filter (where status = 'failed') as failed from job_chunks where job_id = j.id) c, lateral (
      select count(*) as n, count(*) filter (where outcome = 'duplicate_bytes') as copies,
             count(*) filter (where outcome not in ('stored', 'duplicate_bytes', 'not_needed', 'cancelled')) as failed
        from crawl_candidates where job_id = j.id) k
     where j.id = ${job} and j.status in ${ENDED} and (j.active_chunks <> 0 or j.total_chunks <> c.chunks
        or j.completed_chunks <> c.done or j.failed_chunks <> c.failed or j.candidates <> k.n or j.duplicates <> k.copies
        or j.failed_downloads <> k.failed or j.downloaded_images <> (select count(*) from images where crawl_job_id = j.id))`,
  'an ended job says when and, if it is short, why': (job) => sql`
    select status, completed_at, shortfall, downloaded_images from crawl_jobs
     where id = ${job} and status in ('completed', 'failed') and (completed_at is null
        or (shortfall->>'missing')::int is distinct from nullif(max_images - downloaded_images, 0))`,
  'a closed chunk is paid once, for what it stored': (job) => sql`
    select c.chunk_index, c.stored, t.paid, t.times from job_chunks c join crawl_jobs j on j.id = c.job_id, lateral (
      select coalesce(sum(d_spent), 0) as paid, count(*) as times from credit_transactions
       where chunk_id = c.id and type = 'usage') t
     where c.job_id = ${job} and (t.times > 1
        or t.paid <> case when c.status in ${OPEN} then 0 else c.stored * j.unit_price end)`,
  'the reserve of a job is what it may still spend': (job) => sql`
    select j.status, t.* from crawl_jobs j, lateral (
      select coalesce(sum(d_reserved), 0) as reserved, coalesce(sum(d_spent) filter (where type = 'usage'), 0) as spent
        from credit_transactions where job_id = j.id) t, lateral (
      select coalesce(sum(target), 0) as open from job_chunks where job_id = j.id and status in ${OPEN}) c
     where j.id = ${job}
       and t.reserved <> case when j.status in ${ENDED} then 0
                              when coalesce((j.options->>'pay_as_you_go')::boolean, false) then c.open * j.unit_price
                              else j.max_images::bigint * j.unit_price - t.spent end`,
  'the account of the owner is the sum of its ledger': (job) => sql`
    select a.*, t.* from crawl_jobs j join credit_accounts a on a.user_id = j.user_id, lateral (
      select coalesce(sum(d_balance), 0) as balance, coalesce(sum(d_reserved), 0) as reserved, coalesce(sum(d_spent), 0) as spent,
             (array_agg(balance_after order by created_at desc, id desc))[1] as last
        from credit_transactions where account_id = a.id) t
     where j.id = ${job} and (a.balance, a.reserved, a.spent, a.balance) is distinct from (t.balance, t.reserved, t.spent, t.last)`,
};

/** What is wrong with a job, one line each; empty when rows, credits and objects agree. Any state of the job will do. */
export async function brokenInvariants(app: TestApp, jobId: string): Promise<string[]> {
  const db = app.db.getKysely();
  const broken: string[] = [];
  for (const [rule, rows] of Object.entries(rules)) {
    const { rows: found } = await rows(jobId).execute(db);
    if (found.length > 0) broken.push(`${rule}: ${found.length} × ${JSON.stringify(found[0])}`);
  }
  return [...broken, ...(await brokenObjects(app, jobId))];
}

/** Every image's object exists, whole and unchanged. */
async function brokenObjects(app: TestApp, jobId: string): Promise<string[]> {
  const storage = app.nest.get<Storage>(Storage, { strict: false });
  const broken: string[] = [];
  for (const image of await imagesOf(app, jobId)) {
    const hash = createHash('sha256');
    let size = 0;
    const object: AsyncIterable<Buffer> = await storage.read(image.storage_key);
    for await (const bytes of object) {
      hash.update(bytes);
      size += bytes.length;
    }
    if (size !== image.file_size || hash.digest('hex') !== image.stored_sha256)
      broken.push(`damaged ${image.storage_key}`);
  }
  return broken;
}

/** Objects of the job that no image names: what housekeeping has to remove after the end. */
export async function strayObjects(app: TestApp, jobId: string): Promise<string[]> {
  const known = new Set((await imagesOf(app, jobId)).map((image) => image.storage_key));
  const { rows } = await sql<{ project_id: string }>`select project_id from crawl_jobs where id = ${jobId}`.execute(
    app.db.getKysely(),
  );
  const keys = await Array.fromAsync(
    app.nest.get<Storage>(Storage, { strict: false }).listJob(rows[0]!.project_id, jobId),
  );
  return keys.filter((key) => !known.has(key));
}

async function imagesOf(app: TestApp, jobId: string) {
  const { rows } = await sql<{ storage_key: string; file_size: number; stored_sha256: string }>`
    select storage_key, file_size, stored_sha256 from images where crawl_job_id = ${jobId} and removed_at is null`.execute(
    app.db.getKysely(),
  );
  return rows;
}
