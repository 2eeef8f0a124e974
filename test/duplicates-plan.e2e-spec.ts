import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { nearPairs } from '../src/modules/images/duplicates/near-lookup.js';
import { flush, imageRow } from './support/duplicate-world.js';
import { givenJob, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';

describe('the look-up of near duplicates', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  async function givenHashes(count: number): Promise<GivenJob> {
    const job = await givenJob(app, await app.givenUser(), ['rice']);
    const images = Array.from({ length: count }, (_, n) => imageRow(n, randomBytes(8).toString('hex')));
    await flush(app, job, images, false);
    return job;
  }

  // the planner expects next to nothing of a project that its statistics do not know, so that any way looks cheap to it
  it('asks each band by its values, also in a project that is newer than the statistics', async () => {
    for (let n = 0; n < 3; n++) await givenHashes(400);
    const db = app.db.getKysely();
    await sql`analyze images`.execute(db);
    const { projectId, jobId } = await givenHashes(400);
    const arrivals = { projectId, reach: 6, which: sql`i.crawl_job_id = ${jobId} and i.candidate_position < 20` };
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (costs off) ${nearPairs(arrivals)}`.execute(db);
    const plan = rows.map((row) => row['QUERY PLAN']);
    for (const [band, from] of [1, 17, 33, 49].entries()) {
      const scan = plan.findIndex((line) => line.includes(`Index Only Scan using images_phash_band_${band + 1} `));
      expect(plan[scan + 1]).toMatch(
        new RegExp(`Index Cond: .*project_id.* AND .*SUBSTRING\\(phash FROM ${from} FOR 16\\)`),
      );
    }
    expect(plan.filter((line) => /Filter: .*SUBSTRING/.test(line))).toEqual([]);
  });
});
