import { sql } from 'kysely';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const good = { name: 'a crawl', keywords: ['cat'], sources: ['openverse'], max_images: 10 };

/** What is wrong with it, and where the answer has to point. */
const bad: [string, object, string][] = [
  ['an unknown member', { ...good, surprise: 1 }, '/surprise'],
  ['a number as name', { ...good, name: 5 }, '/name'],
  ['an array as name', { ...good, name: ['x'] }, '/name'],
  ['no name', { ...good, name: undefined }, '/name'],
  ['null as name', { ...good, name: null }, '/name'],
  ['an empty name', { ...good, name: '' }, '/name'],
  ['a name of spaces', { ...good, name: '   ' }, '/name'],
  ['a name that nobody sees', { ...good, name: '\u200b\u2060' }, '/name'],
  ['a name of 101 characters', { ...good, name: 'x'.repeat(101) }, '/name'],
  ['a name of two lines', { ...good, name: 'a\nb' }, '/name'],
  ['a name that runs backwards', { ...good, name: 'a\u202eb' }, '/name'],
  ...[0, -1, 1.5, 1_000_001, 9007199254740992, '10', true, null, undefined, [10]].map(
    (max): [string, object, string] => [
      `max_images ${JSON.stringify(max)}`,
      { ...good, max_images: max },
      '/max_images',
    ],
  ),
  ['one keyword instead of a list', { ...good, keywords: 'cat' }, '/keywords'],
  ['an object as keywords', { ...good, keywords: { length: 3 } }, '/keywords'],
  ['no keyword', { ...good, keywords: [] }, '/keywords'],
  ['null as a keyword', { ...good, keywords: ['cat', null] }, '/keywords/1'],
  ['a keyword of one letter', { ...good, keywords: ['c'] }, '/keywords/0'],
  ['a keyword of dots', { ...good, keywords: ['cat', '..'] }, '/keywords/1'],
  ['a keyword of 101 characters', { ...good, keywords: ['x'.repeat(101)] }, '/keywords/0'],
  ['51 keywords', { ...good, keywords: Array.from({ length: 51 }, (_, i) => `keyword ${i}`) }, '/keywords'],
  ['keywords that are equal in NFC', { ...good, keywords: ['caf\u00e9', 'cafe\u0301'] }, '/keywords'],
  ['keywords that are equal but for case', { ...good, keywords: ['Cat', ' cAT '] }, '/keywords'],
  ['an unknown source', { ...good, sources: ['openverse', 'nope'] }, '/sources/1'],
  ['a source twice', { ...good, sources: ['openverse', 'openverse'] }, '/sources'],
  ['no source', { ...good, sources: [] }, '/sources'],
  ['a name of every object as source', { ...good, sources: ['constructor'] }, '/sources/0'],
  ['priority 11', { ...good, priority: 11 }, '/priority'],
  ['options that are a list', { ...good, options: [] }, '/options'],
  ['an unknown option', { ...good, options: { turbo: true } }, '/options/turbo'],
  ['safe_search "false"', { ...good, options: { safe_search: 'false' } }, '/options/safe_search'],
  ['min_width 0', { ...good, options: { min_width: 0 } }, '/options/min_width'],
  [
    'resize without quality',
    { ...good, options: { resize: { mode: 'none', format: 'jpeg' } } },
    '/options/resize/quality',
  ],
  [
    'resize without the size it needs',
    { ...good, options: { resize: { mode: 'shortest', format: 'jpeg', quality: 80 } } },
    '/options/resize/size',
  ],
];

describe('requests for crawl jobs', () => {
  let app: TestApp;
  let user: TestUser;
  let project: string;
  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.givenUser({ credits: 1000 });
    project = (await user.post('/api/projects', { name: 'Foods' }).expect(201)).body.id;
  });
  afterAll(() => app.stop());

  /** Everything that starting a job could leave behind. */
  async function traces(): Promise<unknown> {
    const { rows } = await sql`
      select (select count(*) from crawl_jobs where user_id = ${user.id}) as jobs,
             (select count(*) from job_chunks c join crawl_jobs j on j.id = c.job_id where j.user_id = ${user.id}) as chunks,
             (select count(*) from activity_logs where user_id = ${user.id}) as activity,
             (select count(*) from credit_transactions where user_id = ${user.id}) as ledger,
             (select row(balance, reserved, spent)::text from credit_accounts where user_id = ${user.id}) as account`.execute(
      app.db.getKysely(),
    );
    return rows[0];
  }

  const refused = async (body: object | string, status: number, at = `/api/projects/${project}/crawl-jobs`) => {
    const before = await traces();
    const request = user.post(at).set('Content-Type', 'application/json');
    const answer = await request
      .send(body)
      .expect(status)
      .expect('Content-Type', /problem\+json/);
    expect(await traces()).toEqual(before);
    return answer.body;
  };

  it.each(bad)('with %s are refused where it hurts and leave nothing', async (_, body, pointer) => {
    const { type, errors } = await refused(body, 422);
    expect(type).toMatch(/validation-failed$/);
    expect(errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it.each([
    ['1e400 images', JSON.stringify(good).replace('"max_images":10', '"max_images":1e400'), 422],
    ['-0 images', JSON.stringify(good).replace('"max_images":10', '"max_images":-0'), 422],
    [
      'more digits than a number holds',
      JSON.stringify(good).replace('"max_images":10', '"max_images":9007199254740993'),
      422,
    ],
    ['__proto__', `{"__proto__":{"admin":true},${JSON.stringify(good).slice(1)}`, 422],
    ['NUL in a keyword', JSON.stringify({ ...good, keywords: ['ca\0t'] }), 400],
    ['half a surrogate pair', JSON.stringify(good).replace('cat', 'ca\\ud800t'), 400],
    ['null', 'null', 422],
    ['a list', JSON.stringify([good]), 422],
    ['half of it', JSON.stringify(good).slice(0, 20), 400],
  ])('as raw JSON with %s are refused and leave nothing', async (_, text, status) => {
    await refused(text, status);
  });

  it('beyond the credits are refused with what is missing, and leave nothing', async () => {
    const problem = await refused({ ...good, max_images: 1001 }, 402);
    expect(problem).toMatchObject({
      type: expect.stringMatching(/insufficient-credits$/),
      required: 1001,
      available: 1000,
    });
  });

  it('for an archived project are refused, for a missing one not found', async () => {
    const archived = (await user.post('/api/projects', { name: 'old' }).expect(201)).body.id;
    await user.post(`/api/projects/${archived}/archive`).expect(200);
    expect((await refused(good, 409, `/api/projects/${archived}/crawl-jobs`)).type).toMatch(/invalid-state$/);
    await user.delete(`/api/projects/${archived}`).expect(204);
    await refused(good, 404, `/api/projects/${archived}/crawl-jobs`);
    await refused(good, 422, '/api/projects/not-a-uuid/crawl-jobs');
  });

  it('at every limit are accepted', async () => {
    const limits = {
      name: '🐈'.repeat(100),
      keywords: Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(100, 'x')),
      sources: ['google', 'bing', 'openverse', 'wikimedia'],
      max_images: 990,
      priority: 10,
      options: { min_width: 20_000, resize: { mode: 'longest', size: 16, format: 'webp', quality: 100 } },
    };
    const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, limits).expect(201);
    expect(body).toMatchObject(limits);
    const small = { ...good, name: ' n ', keywords: ['  cat  '], max_images: 1 };
    expect((await user.post(`/api/projects/${project}/crawl-jobs`, small).expect(201)).body).toMatchObject({
      keywords: ['cat'],
      max_images: 1,
    });
    await user.delete(`/api/projects/${project}`).expect(409);
  });

  it('take what they leave out from the settings of their project', async () => {
    const settings = { min_width: 300, safe_search: false, resize: null, colour: 'red' };
    const own = (await user.post('/api/projects', { name: 'set', settings }).expect(201)).body.id;
    const job = (
      await user
        .post(`/api/projects/${own}/crawl-jobs`, { ...good, max_images: 1, options: { min_width: 5 } })
        .expect(201)
    ).body;
    expect(job.options).toEqual({ min_width: 5, safe_search: false, resize: null });
  });
});
