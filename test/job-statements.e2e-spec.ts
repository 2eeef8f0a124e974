import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { statementsOf } from './support/statements.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const IMAGES = 20_000;
/** Of one request, authentication included. */
const AT_MOST = 3;

/** Reading must not cost more because a job is large: neither in statements nor, by orders of magnitude, in time. */
describe('statements per read', () => {
  let app: TestApp;
  let user: TestUser;
  let url: string;
  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.givenUser({ credits: 0 });
    url = await app.nest.getUrl();
  });
  afterAll(() => app.stop());

  /** A completed job of as many images, 100 to a chunk, made by SQL alone. */
  async function givenJob(images: number): Promise<{ project: string; job: string }> {
    const db = app.db.getKysely();
    const job = randomUUIDv7();
    const project: string = (await user.post('/api/projects', { name: `${images} images` }).expect(201)).body.id;
    const chunks = images / 100;
    await sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status, downloaded_images, candidates,
                total_chunks, completed_chunks) values (${job}, ${project}, ${user.id}, 'large', '["cat"]', '["google"]', ${Math.max(1, images)},
                'completed', ${images}, ${images}, ${chunks}, ${chunks})`.execute(db);
    await sql`insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target, status, candidates, stored, outcomes)
              select gen_random_uuid(), ${job}, 1, n, 'cat', 'google', n * 100, n * 100 + 100, 100, 'completed', 100, 100, '{"stored":100}'
                from generate_series(0, ${chunks}::int - 1) n`.execute(db);
    await sql`insert into crawl_candidates (id, job_id, chunk_id, position, url, url_hash, host, outcome, attempts)
              select gen_random_uuid(), job_id, id, n, 'http://h/' || id || n, encode(sha256((id::text || n)::bytea), 'hex'), 'h', 'stored', 1
                from job_chunks, generate_series(0, 99) n where job_id = ${job}`.execute(db);
    await sql`insert into images (id, project_id, crawl_job_id, chunk_id, candidate_position, keyword, labels, source, original_url, filename, storage_key,
                format, width, height, file_size, stored_sha256, sha256, phash)
              select gen_random_uuid(), ${project}, job_id, chunk_id, position, 'cat', '[]', 'google', url, 'x.jpg', 'k/' || url_hash, 'jpeg', 9, 9, 9,
                     url_hash, url_hash, 0::bit(64) from crawl_candidates where job_id = ${job}`.execute(db);
    await sql`analyze job_chunks, crawl_candidates, images`.execute(db);
    return { project, job };
  }

  const events = async (path: string): Promise<void> => {
    const stream = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${user.key}` } });
    expect(await stream.text()).toContain('event: done');
  };
  const reads: [string, (project: string, job: string) => Promise<unknown>][] = [
    ['a project', (project) => user.get(`/api/projects/${project}`).expect(200)],
    ['its figures', (project) => user.get(`/api/projects/${project}/stats`).expect(200)],
    ['my projects', () => user.get('/api/projects').expect(200)],
    ['a job', (project, job) => user.get(`/api/projects/${project}/crawl-jobs/${job}`).expect(200)],
    ['its events', (project, job) => events(`/api/projects/${project}/crawl-jobs/${job}/events`)],
    ['the jobs of a project', (project) => user.get(`/api/projects/${project}/crawl-jobs?limit=100`).expect(200)],
    ['my jobs', () => user.get('/api/crawl-jobs?limit=100').expect(200)],
    [
      'its chunks',
      (project, job) => user.get(`/api/projects/${project}/crawl-jobs/${job}/chunks?limit=100`).expect(200),
    ],
    [
      'its candidates',
      (project, job) => user.get(`/api/projects/${project}/crawl-jobs/${job}/candidates?limit=100`).expect(200),
    ],
    ['its failures', (project, job) => user.get(`/api/projects/${project}/crawl-jobs/${job}/failures`).expect(200)],
    ['its yield', (project, job) => user.get(`/api/projects/${project}/crawl-jobs/${job}/yield`).expect(200)],
    [
      'its images',
      (project, job) => user.get(`/api/projects/${project}/crawl-jobs/${job}/images?limit=100`).expect(200),
    ],
    ['my credits', () => user.get('/api/credits').expect(200)],
    ['my ledger', () => user.get('/api/credits/transactions').expect(200)],
  ];

  it(`are at most ${AT_MOST}, and the same for a job of ${IMAGES} images as for one of none`, async () => {
    const [empty, large] = [await givenJob(0), await givenJob(IMAGES)];
    for (const [name, read] of reads) {
      await read(large.project, large.job); // the once-a-minute note of the key's use, and connections
      const [few, many] = [
        await statementsOf(() => read(empty.project, empty.job)),
        await statementsOf(() => read(large.project, large.job)),
      ];
      expect([name, many.length]).toEqual([name, few.length]);
      expect(many.length, `${name}: ${many.join('\n')}`).toBeLessThanOrEqual(AT_MOST);
      expect(many.length).toBeGreaterThanOrEqual(2);
    }
    const { job, project } = large;
    const shown = (await user.get(`/api/projects/${project}/crawl-jobs/${job}`).expect(200)).body;
    expect(shown).toMatchObject({
      downloaded_images: IMAGES,
      candidates: IMAGES,
      total_chunks: IMAGES / 100,
      outcomes: { stored: IMAGES },
    });
  });

  it('add one for each relation that is included', async () => {
    const { project, job } = await givenJob(0);
    const path = `/api/projects/${project}/crawl-jobs/${job}`;
    const [plain, one] = [
      await statementsOf(() => user.get(path).expect(200)),
      await statementsOf(() => user.get(`${path}?include=chunks`).expect(200)),
    ];
    expect(one.length).toBe(plain.length + 1);
  });
});
