import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import {
  CANDIDATE_OUTCOMES,
  CURABLE_OUTCOMES,
  FAILED_OUTCOMES,
  type CandidateOutcome,
} from '../src/modules/crawl-jobs/candidate-outcome.js';
import { canonicalUrl } from '../src/modules/crawl-jobs/canonical-url.js';
import { recountChunks } from '../src/modules/crawl-jobs/recount.js';
import { givenJob, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

interface Group {
  outcome: CandidateOutcome;
  host: string;
  count: number;
  curable: boolean;
  example_url: string;
}

describe('why images did not come', () => {
  let app: TestApp;
  let user: TestUser;
  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.givenUser({ credits: 5_000 });
  });
  afterAll(() => app.stop());

  async function givenCandidates(job: GivenJob, urls: [url: string, outcome: CandidateOutcome, detail?: string][]) {
    const [chunkId] = job.chunks.values();
    for (const [position, [raw, outcome, detail]] of urls.entries()) {
      const { url, host, hash } = canonicalUrl(raw)!;
      await sql`insert into crawl_candidates (id, job_id, chunk_id, position, url, url_hash, host, outcome, attempts, http_status, detail)
                values (${randomUUIDv7()}, ${job.jobId}, ${chunkId}, ${position}, ${url}, ${hash}, ${host}, ${outcome}, 1,
                        ${outcome.startsWith('http_') ? 404 : null}, ${detail ?? null})`.execute(app.db.getKysely());
    }
    await app.inContext(() => recountChunks(app.db, [...job.chunks.values()]));
  }
  const failures = async (job: GivenJob, query = '') =>
    (await user.get(`${job.path}/failures${query}`).expect(200)).body;

  it('is told by outcome and host, largest groups first, with an example and advice', async () => {
    const job = await givenJob(app, user, ['cat']);
    await givenCandidates(job, [
      ['http://a.test/1.jpg', 'http_not_found', 'Not Found'],
      ['http://a.test/2.jpg', 'http_not_found', 'Not Found'],
      ['http://b.test/3.jpg', 'timeout'],
      ['http://b.test/4.jpg', 'timeout'],
      ['http://b.test:8080/4.jpg', 'timeout'],
      ['http://b.test/5.jpg', 'timeout'],
      ['http://b.test/6.jpg', 'stored'],
      ['http://c.test/7.jpg', 'not_needed'],
    ]);
    await sql`update job_chunks set duplicate_urls = 12 where job_id = ${job.jobId}`.execute(app.db.getKysely());
    const shown = await failures(job);
    expect(shown).toMatchObject({ has_more: false, lanes: [], duplicate_urls: 12 });
    expect(shown.data.map(({ outcome, host, count }: Group) => [outcome, host, count])).toEqual([
      ['timeout', 'b.test', 3],
      ['http_not_found', 'a.test', 2],
      ['timeout', 'b.test:8080', 1],
    ]);
    expect(shown.data[1]).toMatchObject({
      example_url: expect.stringMatching(/^http:\/\/a\.test\/[12]\.jpg$/),
      example_status: 404,
      example_detail: 'Not Found',
      curable: false,
      advice: expect.stringMatching(/gone/),
    });
    const keys = async (query: string) =>
      (await failures(job, query)).data.map(({ outcome, host }: Group) => `${outcome} ${host}`);
    expect(await keys('?curable=true')).toEqual(['timeout b.test', 'timeout b.test:8080']);
    expect(await keys('?curable=false')).toEqual(['http_not_found a.test']);
    expect(await keys('?host=b.test')).toEqual(['timeout b.test']);
    expect(await keys('?outcome=not_needed')).toEqual(['not_needed c.test']);
    expect(await keys('?outcome=timeout&curable=false')).toEqual([]);
    await user.get(`${job.path}/failures?outcome=stored`).expect(422);
    await user.get(`${job.path}/failures?curable=maybe`).expect(422);
    const other = await app.givenUser({ credits: 0 });
    await other.get(`${job.path}/failures`).expect(404);
  });

  it('names the sources that ended for reasons of theirs, as they stand now', async () => {
    const job = await givenJob(app, user, ['cat', 'dog', 'emu', 'fox']);
    const end = async (word: string, laneEnd: string, message: string | null) => {
      await sql`update job_chunks set lane_end = ${laneEnd}, error_message = ${message} where id = ${job.chunks.get(word)}`.execute(
        app.db.getKysely(),
      );
    };
    await end('cat', 'blocked', 'a captcha');
    await end('dog', 'blocked', 'a captcha');
    await end('emu', 'exhausted', null);
    await end('fox', 'quota', 'used up');
    expect((await failures(job)).lanes).toEqual([
      {
        source: 'google',
        end: 'blocked',
        count: 2,
        stored: 0,
        example_keyword: 'cat',
        example_detail: 'a captcha',
        curable: true,
        advice: expect.stringMatching(/captcha/),
      },
      expect.objectContaining({ end: 'quota', count: 1, example_keyword: 'fox', example_detail: 'used up' }),
    ]);
    expect((await failures(job, '?curable=false')).lanes).toEqual([]);
    // a later run has asked again, and got results
    await sql`insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target, status)
              values (${randomUUIDv7()}, ${job.jobId}, 2, 9, 'fox', 'google', 900, 1000, 100, 'completed')`.execute(
      app.db.getKysely(),
    );
    expect((await failures(job)).lanes).toEqual([expect.objectContaining({ end: 'blocked', count: 2 })]);
  });

  it('can be asked of one URL, however it is spelled and however often sources named it', async () => {
    const job = await givenJob(app, user, ['cat']);
    await givenCandidates(job, [
      ['http://a.test/cat%20one.jpg', 'duplicate_bytes'],
      ['http://a.test/two.jpg', 'stored'],
    ]);
    const ask = async (url: string) =>
      (await user.get(`${job.path}/candidates?url=${encodeURIComponent(url)}`).expect(200)).body.data;
    for (const url of ['http://a.test/cat%20one.jpg', 'HTTP://A.test:80/x/../cat one.jpg#top'])
      expect(await ask(url)).toEqual([expect.objectContaining({ outcome: 'duplicate_bytes', host: 'a.test' })]);
    expect(await ask('http://a.test/three.jpg')).toEqual([]);
    expect(await ask('cat')).toEqual([]);
  });

  it('shows at most 100 groups and says so', async () => {
    const job = await givenJob(app, user, ['cat']);
    await givenCandidates(
      job,
      Array.from({ length: 101 }, (_, n) => [`http://h${n}.test/1.jpg`, 'dns']),
    );
    const shown = await failures(job);
    expect([shown.data.length, shown.has_more]).toEqual([100, true]);
  });

  it('is not called curable while a rule blocks its host', async () => {
    const job = await givenJob(app, user, ['cat']);
    await givenCandidates(job, [
      ['http://x.blocked.test:8080/1.jpg', 'cancelled'],
      ['http://blocked.test/2.jpg', 'timeout'],
      ['http://notblocked.test/3.jpg', 'timeout'],
    ]);
    const curables = async (query: string) =>
      (await failures(job, query)).data.map(({ host, curable }: Group) => [host, curable]);
    const rule = (path: string, value: string) =>
      user.post(`/api/projects/${path}/block-rules`, { kind: 'host', value }).expect(201);
    await rule((await givenJob(app, user, ['dog'])).projectId, 'notblocked.test');
    expect(await curables('?outcome=cancelled')).toEqual([['x.blocked.test:8080', true]]);
    const { body } = await rule(job.projectId, 'blocked.test');
    const [cancelled] = (await failures(job, '?outcome=cancelled')).data;
    expect(cancelled).toMatchObject({ curable: false, advice: expect.stringMatching(/block rule names the host/) });
    expect(await curables('')).toEqual([
      ['blocked.test', false],
      ['notblocked.test', true],
    ]);
    expect(await curables('?curable=true')).toEqual([['notblocked.test', true]]);
    expect(await curables('?curable=false')).toEqual([['blocked.test', false]]);
    await user.delete(`/api/projects/${job.projectId}/block-rules/${body.id}`).expect(204);
    expect(await curables('?outcome=cancelled')).toEqual([['x.blocked.test:8080', true]]);
  });

  it('is cancelled no more once the job goes on, also where the URL is not needed', async () => {
    const job = await givenJob(app, user, ['cat']);
    await givenCandidates(
      job,
      Array.from({ length: 5 }, (_, n) => [`http://a.test/${n}.jpg`, 'cancelled']),
    );
    await sql`update crawl_jobs set status = 'cancelled', max_images = 2 where id = ${job.jobId}`.execute(
      app.db.getKysely(),
    );
    const { body } = await user.post(`${job.path}/retry`).expect(200);
    expect(body.outcomes).toEqual({ not_needed: 3 });
    expect((await failures(job, '?outcome=cancelled')).data).toEqual([]);
    await user.post(`${job.path}/cancel`).expect(200);
    expect((await user.get(job.path).expect(200)).body.outcomes).toEqual({ not_needed: 3, cancelled: 2 });
  });

  it.each(CANDIDATE_OUTCOMES)('of %s, retry takes up exactly the curable', async (outcome) => {
    const job = await givenJob(app, user, ['cat']);
    await givenCandidates(job, [['http://a.test/1.jpg', outcome]]);
    await sql`update job_chunks set discovered = true, lane_end = 'exhausted' where job_id = ${job.jobId}`.execute(
      app.db.getKysely(),
    );
    const isCurable = CURABLE_OUTCOMES.includes(outcome);
    const shown = await failures(
      job,
      FAILED_OUTCOMES.includes(outcome) || outcome === 'stored' ? '' : `?outcome=${outcome}`,
    );
    expect(shown.data.map(({ curable }: Group) => curable)).toEqual(outcome === 'stored' ? [] : [isCurable]);
    const { status } = await user.post(`${job.path}/retry`);
    const open = (await user.get(`${job.path}/candidates?outcome=open`).expect(200)).body.data;
    expect([status, open.length]).toEqual(isCurable ? [200, 1] : [409, 0]);
    if (isCurable) await user.post(`${job.path}/cancel`).expect(200);
  });
});
