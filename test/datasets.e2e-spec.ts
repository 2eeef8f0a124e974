import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { DatasetArchivesRepository } from '../src/modules/datasets/dataset-archives.repository.js';
import { DatasetItemsRepository } from '../src/modules/datasets/dataset-items.repository.js';
import { DatasetsRepository } from '../src/modules/datasets/datasets.repository.js';
import { DownloadLinks } from '../src/modules/datasets/download-link.js';
import { givenImages, givenJob, photographs } from './support/given-images.js';
import { sameProblem } from './support/same-problem.js';
import { statementsOf } from './support/statements.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const DATASETS = '/api/datasets';
const BODY = { name: 'My Dataset', keywords: ['cat', 'dog'], max_images: 1000, search_engines: ['google', 'bing'] };

interface GivenJobRow {
  status: string;
  run: number;
  max_images: number;
  stored: number;
}

const create = async (user: TestUser, body: object = BODY): Promise<string> =>
  (await user.post(DATASETS, body).expect(201)).body.id;

const idsOf = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);

/** Statements of one GET; the note of a key's use comes once a minute. */
const count = async (user: TestUser, path: string): Promise<number> => {
  const counts: number[] = [];
  for (let times = 0; times < 4; times++) {
    const texts = await statementsOf(() => user.get(path).expect(200));
    counts.push(texts.filter((text) => !text.includes('last_used')).length);
  }
  return Math.min(...counts); // now and then a timer of the process asks something as well
};

describe('legacy datasets', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const addJob = (user: TestUser, project: string, { status, run, max_images, stored }: GivenJobRow) =>
    sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status, run, downloaded_images)
        values (${randomUUIDv7()}, ${project}, ${user.id}, 'c', '["cat"]', '["google"]', ${max_images}, ${status}, ${run}, ${stored})`.execute(
      app.db.getKysely(),
    );

  it('are projects with a draft of a crawl job, which reserves nothing', async () => {
    const user = await app.givenUser({ credits: 10 });
    const { body, headers } = await user.post(DATASETS, { ...BODY, description: 'Pets' }).expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      user_id: user.id,
      project_id: body.id,
      name: 'My Dataset',
      description: 'Pets',
      keywords: ['cat', 'dog'],
      max_images: 1000,
      search_engines: ['google', 'bing'],
      status: 'pending',
      progress: 0,
      images_collected: 0,
      download_url: null,
      error_message: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(headers.location).toBe(`${DATASETS}/${body.id}`);
    expect((await user.get(`${DATASETS}/${body.id}`).expect(200)).body).toEqual(body);
    expect((await user.get(`/api/projects/${body.id}`).expect(200)).body).toMatchObject({ name: 'My Dataset' });
    const { body: jobs } = await user.get(`/api/projects/${body.id}/crawl-jobs`).expect(200);
    expect(jobs.data).toMatchObject([{ status: 'pending', run: 0, sources: ['google', 'bing'], max_images: 1000 }]);
    expect((await user.get('/api/credits')).body).toMatchObject({ balance: 10, reserved: 0 });

    const draft = `/api/projects/${body.id}/crawl-jobs/${jobs.data[0].id}`;
    for (const action of ['pause', 'resume', 'retry']) await user.post(`${draft}/${action}`).expect(409);
  });

  it('have the old defaults, and keep the first of repeated keywords', async () => {
    const user = await app.givenUser();
    const { body } = await user.post(DATASETS, { name: 'd', keywords: [' Cat ', 'dog', 'cAT', 'emu'] }).expect(201);
    expect(body).toMatchObject({ keywords: ['Cat', 'dog', 'emu'], max_images: 100, search_engines: ['google'] });
  });

  it.each<[string, object, string]>([
    ['no name', { name: undefined }, '/name'],
    ['a name with other signs', { name: 'a/b' }, '/name'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, '/name'],
    ['a long description', { description: 'x'.repeat(501) }, '/description'],
    ['no keywords', { keywords: [] }, '/keywords'],
    ['51 keywords', { keywords: Array.from({ length: 51 }, (_, i) => `k${i}`) }, '/keywords'],
    ['a keyword of punctuation', { keywords: ['cat', '?!'] }, '/keywords/1'],
    ['a keyword of one character', { keywords: ['cat', 'x'] }, '/keywords/1'],
    ['no image', { max_images: 0 }, '/max_images'],
    ['too many images', { max_images: 10_001 }, '/max_images'],
    ['an unknown engine', { search_engines: ['google', 'altavista'] }, '/search_engines/1'],
    ['no engine', { search_engines: [] }, '/search_engines'],
    ['a project that is no id', { project_id: 'x' }, '/project_id'],
    ['an unknown property', { user_id: randomUUIDv7() }, '/user_id'],
  ])('are not made with %s', async (_, change, pointer) => {
    const user = await app.givenUser();
    const { body } = await user.post(DATASETS, { ...BODY, ...change }).expect(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(body.message).toBe(body.detail);
    expect((await user.get(DATASETS)).body.total).toBe(0);
  });

  it('of a project add up all its crawl jobs', async () => {
    const user = await app.givenUser();
    const id = await create(user);
    const second = { name: 'more', keywords: ['DOG', 'emu'], max_images: 50, search_engines: ['bing'], project_id: id };
    const { body } = await user.post(DATASETS, second).expect(201);
    expect(body).toMatchObject({
      id,
      name: 'My Dataset',
      keywords: ['cat', 'dog', 'emu'],
      search_engines: ['google', 'bing'],
      max_images: 1050,
    });
    await addJob(user, id, { status: 'completed', run: 1, max_images: 350, stored: 7 });
    expect((await user.get(`${DATASETS}/${id}`)).body).toMatchObject({
      status: 'pending',
      images_collected: 7,
      progress: 25,
      max_images: 1400,
    });
  });

  it('are listed page by page, newest first', async () => {
    const user = await app.givenUser();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift(await create(user, { ...BODY, name: `d${i}` }));
    const { body: first } = await user.get(`${DATASETS}?page=1&size=2`).expect(200);
    expect(first).toMatchObject({ total: 5, page: 1, size: 2, pages: 3 });
    expect(Object.keys(first)).toEqual(['items', 'total', 'page', 'size', 'pages']);
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    expect(idsOf((await user.get(`${DATASETS}?page=3&size=2`)).body)).toEqual(ids.slice(4));
    expect((await user.get(`${DATASETS}?page=4&size=2`)).body).toMatchObject({ items: [], total: 5, pages: 3 });
    expect((await user.get(DATASETS)).body).toMatchObject({ page: 1, size: 50, pages: 1 });
    expect(idsOf((await user.get(`${DATASETS}?project_id=${ids[3]}`)).body)).toEqual([ids[3]]);
    const other = await app.givenUser();
    expect((await other.get(`${DATASETS}?project_id=${ids[3]}`)).body).toMatchObject({ items: [], total: 0, pages: 0 });
    for (const query of ['page=0', 'size=0', 'size=101', 'page=x', 'limit=5']) {
      await user.get(`${DATASETS}?${query}`).expect(422);
    }
  });

  it('cost the same number of statements however many there are', async () => {
    const [few, many] = [await app.givenUser(), await app.givenUser()];
    await create(few);
    for (let i = 0; i < 4; i++) {
      const id = await create(many);
      await create(many, { ...BODY, project_id: id });
    }
    for (const path of [DATASETS, `${DATASETS}/stats`]) {
      const [one, all] = [await count(few, path), await count(many, path)];
      expect(all).toBe(one);
      expect(all).toBeLessThanOrEqual(3);
    }
  });

  it('change name and description while they rest', async () => {
    const user = await app.givenUser({ credits: 1000 });
    const url = `${DATASETS}/${await create(user)}`;
    expect((await user.patch(url, { name: 'New' }).expect(200)).body).toMatchObject({ name: 'New', description: null });
    expect((await user.put(url, { description: 'd' }).expect(200)).body).toMatchObject({
      name: 'New',
      description: 'd',
    });
    expect((await user.patch(url, { description: null }).expect(200)).body.description).toBeNull();
    for (const body of [{}, { name: null }, { name: 'a/b' }, { max_images: 5 }])
      await user.patch(url, body).expect(422);
    await user.post(`${url}/build`).expect(200);
    const { body } = await user.put(url, { name: 'Newer' }).expect(409);
    expect(body).toMatchObject({ dataset_status: 'processing', message: body.detail });
    expect((await user.get(url)).body.name).toBe('New');
  });

  it('reserve at build, all or nothing', async () => {
    const user = await app.givenUser({ credits: 1020 });
    const id = await create(user);
    await create(user, { ...BODY, project_id: id, max_images: 30 });
    const { body } = await user.post(`${DATASETS}/${id}/build`).expect(402);
    expect(body.type).toMatch(/insufficient-credits$/);
    expect((await user.get('/api/credits')).body).toMatchObject({ balance: 1020, reserved: 0 });
    expect((await user.get(`${DATASETS}/${id}`)).body.status).toBe('pending');
    const single = await create(user, { ...BODY, max_images: 20 });
    expect((await user.post(`${DATASETS}/${single}/build`).expect(200)).body.status).toBe('processing');
    expect((await user.get('/api/credits')).body).toMatchObject({ balance: 1000, reserved: 20 });
    expect((await user.post(`${DATASETS}/${single}/cancel`).expect(200)).body.status).toBe('cancelled');
    expect((await user.get('/api/credits')).body).toMatchObject({ balance: 1020, reserved: 0 });
    await user.post(`${DATASETS}/${single}/build`).expect(409);
    const { body: log } = await user.get('/api/activity?resource_type=crawl_job').expect(200);
    const actions = log.data.map(({ action }: { action: string }) => action);
    expect(actions.slice(0, 3)).toEqual(['crawl_job.cancelled', 'crawl_job.begun', 'crawl_job.created']);
  });

  it('are built by exactly one of many concurrent calls', async () => {
    const user = await app.givenUser({ credits: 5000 });
    const id = await create(user);
    const answers = await Promise.all(Array.from({ length: 6 }, () => user.post(`${DATASETS}/${id}/build`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409]);
    expect((await user.get('/api/credits')).body).toMatchObject({ balance: 4000, reserved: 1000 });
  });

  it('that failed are built again, as far as something is left to try', async () => {
    const user = await app.givenUser({ credits: 100 });
    const id = await create(user, { ...BODY, max_images: 10 });
    await sql`update crawl_jobs set status = 'failed', run = 1 where project_id = ${id}`.execute(app.db.getKysely());
    expect((await user.get(`${DATASETS}/${id}`)).body.status).toBe('failed');
    expect((await user.post(`${DATASETS}/${id}/build`).expect(200)).body.status).toBe('processing');
    expect((await user.get('/api/credits')).body.reserved).toBe(10);
  });

  it('are deleted with their drafts', async () => {
    const user = await app.givenUser();
    const url = `${DATASETS}/${await create(user)}`;
    await user.delete(url).expect(204);
    await user.get(url).expect(404);
    await user.post(`${url}/build`).expect(404);
    expect((await user.get(DATASETS)).body.total).toBe(0);
  });

  it('of another user look exactly like missing ones', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    const job = await givenJob(app, user, ['rice']);
    const missing = randomUUIDv7();
    const calls: ((at: string) => ReturnType<TestUser['get']>)[] = [
      (at) => other.get(at),
      (at) => other.patch(at, { name: 'x' }),
      (at) => other.put(at, { name: 'x' }),
      (at) => other.delete(at),
      (at) => other.post(`${at}/build`),
      (at) => other.post(`${at}/cancel`),
      (at) => other.post(`${at}/download`),
      ...['status', 'download', 'export/json', 'export/csv', 'export/zip'].map(
        (part) => (at: string) => other.get(`${at}/${part}`),
      ),
    ];
    for (const call of calls) {
      const foreign = await call(`${DATASETS}/${job.projectId}`).expect(404);
      const absent = await call(`${DATASETS}/${missing}`).expect(404);
      expect(sameProblem(foreign)).toBe(sameProblem(absent));
    }
    await other.post(DATASETS, { ...BODY, project_id: job.projectId }).expect(404);
  });

  it('are kept apart by every statement by itself', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    const { projectId } = await givenJob(app, user, ['rice']);
    const job = await givenJob(app, user, ['corn'], projectId);
    await givenImages(app, job, 'corn', await photographs(1));
    const seenBy = ({ id }: TestUser) =>
      app.inContext(async () => {
        const datasets = app.get(DatasetsRepository);
        const archives = app.get(DatasetArchivesRepository);
        return {
          one: (await datasets.find(id, projectId)) !== undefined,
          page: (await datasets.page(id, { page: 1, size: 10 })).total,
          items: (await datasets.page(id, { page: 1, size: 10, projectId })).items.length,
          total: (await datasets.stats(id)).total_datasets,
          jobs: (await datasets.lockJobs(id, projectId)).length,
          images: (await Array.fromAsync(app.get(DatasetItemsRepository).each(id, projectId))).length,
          archive: await archives
            .findCurrent(id, projectId, 'imagefolder', {})
            .catch((error: { slug: string }) => error.slug),
        };
      });
    expect(await seenBy(user)).toEqual({ one: true, page: 1, items: 1, total: 1, jobs: 2, images: 1, archive: null });
    const nothing = { one: false, page: 0, items: 0, total: 0, jobs: 0, images: 0, archive: 'not-found' };
    expect(await seenBy(other)).toEqual(nothing);
    await user.delete(`${DATASETS}/${projectId}`).expect(204);
    expect(await seenBy(user)).toEqual(nothing);
  });

  it('answer HEAD as GET, without a body', async () => {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice']);
    await givenImages(app, job, 'rice', await photographs(2));
    for (const part of ['', '/status', '/download', '/export/json', '/export/csv']) {
      const url = `${DATASETS}/${job.projectId}${part}`;
      const { headers } = await user.get(url).expect(200);
      const head = await fetch(`${app.url}${url}`, { method: 'HEAD', headers: { 'X-API-Key': user.key } });
      expect([head.status, head.headers.get('content-type')]).toEqual([200, headers['content-type']]);
      expect(await head.text()).toBe('');
    }
  });

  it('are made again in a new archive once their images have changed', async () => {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice']);
    const [first = '', second = ''] = await givenImages(app, job, 'rice', await photographs(2));
    const current = () =>
      app.inContext(() =>
        app.get(DatasetArchivesRepository).findCurrent(user.id, job.projectId, 'imagefolder', { a: 1, b: 2 }),
      );
    const exported = async (status: string, options: object) => {
      const id = randomUUIDv7();
      await sql`insert into export_jobs (id, project_id, user_id, format, export_options, status, started_at)
                values (${id}, ${job.projectId}, ${user.id}, 'imagefolder', ${JSON.stringify(options)}, ${status},
                        ${status === 'pending' ? null : sql`clock_timestamp()`})`.execute(app.db.getKysely());
      return id;
    };
    await exported('failed', { b: 2, a: 1 });
    await exported('completed', { a: 1 });
    expect(await current()).toBeNull();
    const made = await exported('completed', { b: 2, a: 1 });
    expect(await current()).toBe(made);
    await user.delete(`/api/images/${first}`).expect(200);
    expect(await current()).toBeNull();
    const waiting = await exported('pending', { a: 1, b: 2 });
    expect(await current()).toBe(waiting);
    await user.delete(`/api/images/${second}`).expect(200);
    expect(await current()).toBe(waiting);
  });

  it('are given out as JSON, JSON lines and CSV', async () => {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice']);
    const [first = ''] = await givenImages(app, job, 'rice', await photographs(3), { license: null });
    await user.delete(`/api/images/${first}`).expect(200);
    const url = `${DATASETS}/${job.projectId}`;
    const { body: items, type } = await user.get(`${url}/download`).expect(200);
    expect(type).toBe('application/json');
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      label: 'rice',
      license: null,
      url: expect.stringContaining('https://example.org/'),
    });
    const lines = await user.get(`${url}/download`).set('Accept', 'application/x-ndjson').expect(200);
    expect(lines.type).toBe('application/x-ndjson');
    expect(
      lines.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(items);
    await user.get(`${url}/download`).set('Accept', 'text/html').expect(406);
    const json = await user.get(`${url}/export/json`).expect(200);
    expect(json.body).toEqual(items);
    expect(json.headers['content-disposition']).toBe(`attachment; filename="dataset-${job.projectId}.json"`);
    const csv = await user.get(`${url}/export/csv`).expect(200);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')).toHaveLength(4);
    expect(csv.text).toContain(`${items[1].url},rice,${items[1].filename},${items[1].width},${items[1].height},,`);
  });

  it('give links that only their bearer can have, for their dataset only', async () => {
    const user = await app.givenUser();
    const { projectId } = await givenJob(app, user, ['rice']);
    const url = `${DATASETS}/${projectId}/archive`;
    await app.anonymous.get(url).expect(422);
    const { body } = await app.anonymous.get(`${url}?token=a.b.9999999999.c`).expect(403);
    expect(body.message).toBe(body.detail);
    await user.get(`${url}?token=${'x'.repeat(301)}`).expect(422);

    const exportId = randomUUIDv7();
    await sql`insert into export_jobs (id, project_id, user_id, format, status, superseded_at)
              values (${exportId}, ${projectId}, ${user.id}, 'imagefolder', 'completed', now())`.execute(
      app.db.getKysely(),
    );
    const token = app.get(DownloadLinks).sign({ projectId, userId: user.id, exportId }, new Date(Date.now() + 60_000));
    await app.anonymous.get(`${url}?token=${token}`).expect(410);
    await sql`update profiles set suspended_at = now() where id = ${user.id}`.execute(app.db.getKysely());
    await app.anonymous.get(`${url}?token=${token}`).expect(403);
  });

  it('count per user, whatever states their jobs are in', async () => {
    const user = await app.givenUser();
    const job = record({
      status: constantFrom('pending', 'running', 'paused', 'completed', 'failed', 'cancelled'),
      run: constantFrom(0, 1),
      max_images: integer({ min: 5, max: 1_000_000 }),
      stored: integer({ min: 0, max: 5 }),
    });
    await assert(
      asyncProperty(array(array(job, { maxLength: 3 }), { maxLength: 4 }), async (projects) => {
        await sql`delete from projects where user_id = ${user.id}`.execute(app.db.getKysely());
        for (const jobs of projects) {
          const { id } = (await user.post('/api/projects', { name: 'p' }).expect(201)).body;
          for (const row of jobs) await addJob(user, id, row);
        }
        const { body: stats } = await user.get(`${DATASETS}/stats`).expect(200);
        const { body: list } = await user.get(`${DATASETS}?size=100`).expect(200);
        const expected = projects.map((jobs) => statusOf(jobs));
        const having = (status: string) => expected.filter((one) => one === status).length;
        expect(stats).toEqual({
          total_datasets: projects.length,
          completed_datasets: having('completed'),
          processing_datasets: having('processing'),
          failed_datasets: having('failed'),
          total_images: projects
            .flat()
            .filter(ended)
            .reduce((sum, { stored }) => sum + stored, 0),
        });
        expect(list.items.map(({ status }: { status: string }) => status).toReversed()).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('start at once when they are made, if so configured', async () => {
    const eager = await TestApp.start({ env: { LEGACY_DATASETS_START: 'create' } });
    try {
      const user = await eager.givenUser({ credits: 1000 });
      expect((await user.post(DATASETS, BODY).expect(201)).body.status).toBe('processing');
      expect((await user.get('/api/credits')).body.reserved).toBe(1000);
      await user.post(DATASETS, BODY).expect(402);
      expect((await user.get(DATASETS)).body.total).toBe(1);
    } finally {
      await eager.stop();
    }
  });
});

const ended = ({ status }: GivenJobRow): boolean => ['completed', 'failed', 'cancelled'].includes(status);

/** The rule in words of the old API, written down a second time. Open jobs have no chunk here, so they store nothing. */
function statusOf(jobs: GivenJobRow[]): string {
  const draft = ({ status, run }: GivenJobRow) => status === 'pending' && run === 0;
  if (jobs.some((job) => !ended(job) && !draft(job))) return 'processing';
  if (jobs.length === 0 || jobs.some(draft)) return 'pending';
  const states = new Set(jobs.map(({ status }) => status));
  return states.size === 1 ? [...states].join('') : 'completed';
}
