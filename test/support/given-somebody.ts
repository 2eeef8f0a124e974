import { sql } from 'kysely';
import { CreditsService } from '../../src/modules/credits/credits.service.js';
import { givenJob } from './given-images.js';
import { givenResources, type ResourceIds } from './openapi/resources.js';
import type { TestApp } from './test-app.js';
import type { TestUser } from './test-user.js';

/** Of everybody's image as it is stored: it was changed then. */
export const STORED_OTHERWISE = '5'.repeat(64);

export interface Somebody {
  user: TestUser;
  ids: ResourceIds;
  /** Waits for credits, which the user has. */
  waitingJob: string;
}

/** Somebody with a row in every table that has an owner, in states that work on all of a user's rows looks for. */
export async function givenSomebody(app: TestApp): Promise<Somebody> {
  const user = await app.givenUser({ credits: 1_000 });
  const ids = await givenResources(app, user);
  const { jobId: waitingJob, chunks } = await givenJob(app, user, ['rice']);
  const db = app.db.getKysely();
  await app.inContext(async () => {
    const credits = app.get(CreditsService);
    await credits.reserve(user.id, waitingJob, 1, 3);
    await credits.settleChunk(user.id, waitingJob, chunks.get('rice') ?? '', 3);
  });
  await sql`update crawl_jobs set status = 'paused', pause_reason = 'credits', run = 1, options = '{"pay_as_you_go": true}'
             where id = ${waitingJob}`.execute(db);
  await sql`update job_chunks set source = 'openverse', candidates = 9 where job_id = ${waitingJob}`.execute(db);
  await sql`update images set stored_sha256 = ${STORED_OTHERWISE} where id = ${ids.image}`.execute(db);
  await sql`update export_jobs set status = 'pending' where id = ${ids.projectExport}`.execute(db);
  await sql`update validation_jobs set status = 'pending' where id = ${ids.validationJob}`.execute(db);
  await sql`insert into usage_metrics (id, user_id, metric_date, images_processed)
            values (gen_random_uuid(), ${user.id}, now(), 7)
            on conflict (user_id, metric_date) do update set images_processed = 7`.execute(db);
  await sql`insert into notification_preferences (id, user_id, email_enabled)
            values (gen_random_uuid(), ${user.id}, false)`.execute(db);
  await sql`insert into outbox (id, user_id, notification_id, channel, for_digest)
            values (gen_random_uuid(), ${user.id}, ${ids.notification}, 'email', true)`.execute(db);
  await sql`insert into idempotency_keys (user_id, key, request_hash, status, headers)
            values (${user.id}, 'a key', 'a hash', 201, '{}')`.execute(db);
  await sql`insert into deprecation_usage (id, day, consumer, endpoint, user_id, calls, last_called_at)
            values (gen_random_uuid(), now(), ${`user:${user.id}`}, 'GET /api/datasets', ${user.id}, 7, now())`.execute(
    db,
  );
  return { user, ids, waitingJob };
}
