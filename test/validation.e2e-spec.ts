import { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import sharp from 'sharp';
import { EventBus } from '../src/common/events/event-bus.js';
import { Env } from '../src/config/env.js';
import { ForkedImageInspector } from '../src/inspection/forked-image-inspector.js';
import { CheckedImagesRepository } from '../src/modules/validation/checked-images.repository.js';
import { ImageMeasuring } from '../src/modules/validation/image-measuring.js';
import { RuleRegistry } from '../src/modules/validation/rules/rule-registry.js';
import { ValidationClaims } from '../src/modules/validation/validation-claims.js';
import { Storage } from '../src/storage/storage.js';
import { ValidationRunner } from '../src/modules/validation/validation-runner.js';
import { givenImages, givenJob, photographs, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const never = new AbortController().signal;

const flat = (background: object, width = 300, height = 240): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .jpeg({ quality: 100 })
    .toBuffer();
const noise = (mean: number): Promise<Buffer> =>
  sharp({
    create: {
      width: 300,
      height: 240,
      channels: 3,
      noise: { type: 'gaussian', mean, sigma: 20 },
      background: 'black',
    },
  })
    .jpeg()
    .toBuffer();

describe('validation of images', () => {
  let app: TestApp;
  let inspector: ForkedImageInspector;
  let user: TestUser;
  let sound: Buffer[];
  beforeAll(async () => {
    // the runs are the tests'; that workers hear of validations is the last test
    app = await TestApp.start();
    inspector = new ForkedImageInspector(app.get(Env));
    user = await app.givenUser();
    sound = await Promise.all((await photographs(12)).map((bytes) => sharp(bytes).resize(300, 240).jpeg().toBuffer()));
  });
  afterAll(async () => {
    await inspector.onModuleDestroy();
    await app.stop();
  });

  const run = (id: string, draining = never): Promise<void> =>
    app.inContext(() => {
      const em = app.get(EntityManager);
      const claims = new ValidationClaims(em, app.get(EventBus), app.get(Env));
      const measuring = new ImageMeasuring(app.nest.get<Storage>(Storage, { strict: false }), inspector);
      const images = new CheckedImagesRepository(em);
      return new ValidationRunner(em, claims, images, measuring, app.get(RuleRegistry), app.get(Env)).run(id, draining);
    });

  async function given(pictures: Buffer[]): Promise<GivenJob & { ids: string[] }> {
    const job = await givenJob(app, user, ['rice']);
    return { ...job, ids: await givenImages(app, job, 'rice', pictures) };
  }

  async function validated(job: GivenJob, body: object = {}) {
    const { body: made } = await user.post(`${job.path}/validation-jobs`, body).expect(201);
    await run(made.id);
    return (await user.get(made.links.self).expect(200)).body;
  }

  const failedBy = async (validation: { links: { results: string } }): Promise<Map<string, string[]>> => {
    const { body } = await user.get(`${validation.links.results}?limit=100`).expect(200);
    return new Map(body.data.map((row: { image_id: string; failed: string[] }) => [row.image_id, row.failed]));
  };

  const validity = async ({ jobId }: GivenJob): Promise<(boolean | null)[]> => {
    const { rows } = await sql<{ is_valid: boolean | null }>`
      select is_valid from images where crawl_job_id = ${jobId} order by candidate_position`.execute(
      app.db.getKysely(),
    );
    return rows.map((row) => row.is_valid);
  };

  it('finds each defect, by the rule that is for it, and nothing in sound photographs', async () => {
    const [one, two] = [sound[0]!, sound[1]!];
    const cut = await sharp(two).resize(299, 241).jpeg().toBuffer();
    const pictures = [
      ...sound,
      await sharp(one).blur(12).jpeg().toBuffer(),
      await noise(15),
      await flat({ r: 120, g: 90, b: 60 }),
      await sharp(one).resize(600, 60, { fit: 'cover' }).jpeg().toBuffer(),
      await sharp(one).resize(40, 28).jpeg({ quality: 99 }).toBuffer(),
      cut,
    ];
    const job = await given(pictures);
    const key = await sql<{ storage_key: string }>`select storage_key from images where id = ${job.ids.at(-1)}`.execute(
      app.db.getKysely(),
    );
    const storage = app.nest.get<Storage>(Storage, { strict: false });
    await storage.delete([key.rows[0]!.storage_key]);
    await storage.put(key.rows[0]!.storage_key, cut.subarray(0, cut.length - 900));

    const validation = await validated(job);
    expect(validation).toMatchObject({ status: 'completed', progress: 100, level: 'standard', error: null });
    expect(validation).toMatchObject({ checked_images: 18, valid_images: 12, invalid_images: 6 });
    const failed = await failedBy(validation);
    const [blurred, dark, plain, strip, tiny, broken] = job.ids.slice(12).map((id) => failed.get(id));
    expect(job.ids.slice(0, 12).flatMap((id) => failed.get(id))).toEqual([]);
    expect(blurred).toEqual(['blurry']);
    expect(dark).toContain('dark');
    expect(plain).toEqual(expect.arrayContaining(['blurry', 'low_information']));
    expect(strip).toEqual(['aspect']);
    expect(tiny).toEqual(expect.arrayContaining(['min_side']));
    expect(broken).toEqual(['decodes']);
    expect(await validity(job)).toEqual([...sound.map(() => true), ...Array.from({ length: 6 }, () => false)]);
    expect(validation.report.rules.aspect).toMatchObject({ measured: 18, failed: 1, applied: true, flagged: null });
    expect(validation.report.rules.dark).toMatchObject({ measured: 17 }); // one does not decode

    const { body: only } = await user.get(`${validation.links.results}?failed=aspect&is_valid=false`).expect(200);
    expect(only.data).toMatchObject([
      { image_id: job.ids[15], measures: { aspect: 0.1 }, detail: null, was_valid: null },
    ]);
    const { body: bad } = await user.get(`${validation.links.results}?failed=decodes`).expect(200);
    expect(bad.data[0].detail).toMatch(/\w/);
  });

  it('flags a rule that condemns more than half, instead of applying it, unless told to', async () => {
    const job = await given(sound.slice(0, 4));
    const rules = { min_side: { pixels: 250 } };
    const flagged = await validated(job, { validation_rules: rules });
    expect(flagged.report.rules.min_side).toMatchObject({ failed: 4, applied: false, flagged: 'more_than_half' });
    expect(flagged).toMatchObject({ valid_images: 4, invalid_images: 0 });
    expect([...(await failedBy(flagged)).values()]).toEqual(Array.from({ length: 4 }, () => ['min_side']));
    const forced = await validated(job, { validation_rules: { min_side: { pixels: 250, apply: 'always' } } });
    expect(forced).toMatchObject({ valid_images: 0, invalid_images: 4 });
    expect(await validity(job)).toEqual([false, false, false, false]);
  });

  it('is seen in the figures of the job and of its project, however an image became invalid', async () => {
    const job = await given(sound.slice(0, 4));
    const db = app.db.getKysely();
    await sql`update job_chunks set stored = 4 where job_id = ${job.jobId}`.execute(db); // as the crawler leaves them
    await sql`update crawl_jobs set downloaded_images = 4 where id = ${job.jobId}`.execute(db);
    const jobs = `/api/projects/${job.projectId}`;
    const figures = async (): Promise<unknown[]> => {
      const bodies = await Promise.all([
        user.get(job.path).then(({ body }) => body),
        user.get(`${jobs}/crawl-jobs`).then(({ body }) => body.data[0]),
        user.get(`${jobs}?include=crawl_jobs`).then(({ body }) => body.crawl_jobs.data[0]),
        user.get(`${jobs}/stats`).then(({ body }) => body),
      ]);
      expect(bodies.map(({ downloaded_images: stored }) => stored)).toEqual([4, 4, 4, 4]);
      return bodies.map(({ valid_images: valid }) => valid);
    };
    expect(await figures()).toEqual([4, 4, 4, 4]);
    const before = String((await user.get(job.path).expect(200)).headers['etag']);
    const refusing = { validation_rules: { min_side: { pixels: 250, apply: 'always' } } };
    const validation = await validated(job, refusing);
    expect(await figures()).toEqual([0, 0, 0, 0]);
    await user.get(job.path).set('If-None-Match', before).expect(200);
    await user.patch(job.path, { name: 'x' }).set('If-Match', before).expect(412);

    await user.patch(`/api/images/${job.ids[0]}`, { is_valid: true }).expect(200);
    expect(await figures()).toEqual([1, 1, 1, 1]);
    const { headers } = await user.get(job.path).expect(200);
    await user.get(job.path).set('If-None-Match', String(headers['etag'])).expect(304);
    await user.patch(job.path, { name: 'x' }).set('If-Match', String(headers['etag'])).expect(200);
    await user.delete(validation.links.self).expect(204);
    expect(await figures()).toEqual([4, 4, 4, 4]);
  });

  it('is taken back by deleting it, but for what was decided since', async () => {
    const job = await given(sound.slice(0, 3));
    const db = app.db.getKysely();
    await sql`update images set is_valid = false where id = ${job.ids[0]}`.execute(db);
    const first = await validated(job);
    expect(await validity(job)).toEqual([true, true, true]);
    await sql`update images set is_valid = false where id = ${job.ids[2]}`.execute(db); // by hand
    await user.delete(first.links.self).expect(204);
    expect(await validity(job)).toEqual([false, null, false]);
    await user.get(first.links.self).expect(404);

    const [older, newer] = [await validated(job), await validated(job)];
    await user.delete(older.links.self).expect(204);
    expect(await validity(job)).toEqual([true, true, true]); // what the newer one says
    await user.delete(newer.links.self).expect(204);
  });

  it.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
    'is taken back in any order: of three, %j',
    async (order) => {
      const job = await given(sound.slice(0, 2));
      await user.patch(`/api/images/${job.ids[1]}`, { is_valid: true }).expect(200);
      const original = [null, true];
      const refusing = { validation_rules: { min_side: { pixels: 250, apply: 'always' } } };
      const history = [];
      for (const [body, valid] of [
        [refusing, false],
        [{}, true],
        [refusing, false],
      ] as const)
        history.push({ ...(await validated(job, body)), valid });
      for (const index of order) {
        await user.delete(history[index]!.links.self).expect(204);
        history[index] = null;
        const newest = history.findLast((validation) => validation !== null);
        expect(await validity(job)).toEqual(newest ? [newest.valid, newest.valid] : original);
      }
    },
  );

  it('is taken back in any order, all at once, and what the user decided stays', async () => {
    const job = await given(sound.slice(0, 2));
    const refusing = { validation_rules: { min_side: { pixels: 250, apply: 'always' } } };
    const first = await validated(job, refusing);
    await user.patch(`/api/images/${job.ids[1]}`, { is_valid: true }).expect(200);
    const rest = [await validated(job, refusing), await validated(job)];
    await Promise.all([first, ...rest].map(({ links }) => user.delete(links.self).expect(204)));
    expect(await validity(job)).toEqual([null, true]);
  });

  it.each([[[0, 1]], [[1, 0]]])('is taken back without what the user decided alike: of two, %j', async (order) => {
    const job = await given(sound.slice(0, 3));
    const validations = [await validated(job), await validated(job)];
    const tag = String((await user.get(`/api/images/${job.ids[0]}`).expect(200)).headers['etag']);
    const { headers } = await user.patch(`/api/images/${job.ids[0]}`, { is_valid: true }).expect(200);
    expect(headers['etag']).toBe(tag); // nothing of the image has changed
    await user.patch(`/api/images/${job.ids[1]}`, { is_valid: false }).expect(200);
    for (const index of order) await user.delete(validations[index]!.links.self).expect(204);
    expect(await validity(job)).toEqual([true, false, null]);

    const { links } = await validated(job);
    expect(await validity(job)).toEqual([true, true, true]);
    await user.delete(links.self).expect(204);
    expect(await validity(job)).toEqual([true, false, null]);
  });

  it('leaves what the user decides while it is open', async () => {
    const blurred = await sharp(sound[0]).blur(12).jpeg().toBuffer();
    const job = await given([blurred, ...sound.slice(1, 4), await sharp(sound[1]).blur(12).jpeg().toBuffer()]);
    const decide = (at: number, is_valid: boolean | null) =>
      user.patch(`/api/images/${job.ids[at]}`, { is_valid }).expect(200);
    await decide(3, false); // before: the validation decides anew
    const { body: made } = await user.post(`${job.path}/validation-jobs`, {}).expect(201);
    await decide(0, true);
    await decide(1, false);
    await decide(4, true);
    await decide(4, null);
    await run(made.id);
    expect(await validity(job)).toEqual([true, false, true, true, false]);
    const { body: validation } = await user.get(made.links.self).expect(200);
    expect(validation).toMatchObject({ status: 'completed', valid_images: 3, invalid_images: 2 });
    expect((await failedBy(validation)).get(job.ids[0]!)).toEqual(['blurry']);

    await user.delete(made.links.self).expect(204);
    expect(await validity(job)).toEqual([true, false, null, false, null]);
    await validated(job);
    expect(await validity(job)).toEqual([false, true, true, true, false]);
  });

  it('goes on where a run was stopped, and measures no image twice', async () => {
    const job = await given(
      await Promise.all(Array.from({ length: 90 }, (_, i) => flat({ r: i * 2, g: 9, b: 9 }, 64, 64))),
    );
    const { body: made } = await user.post(`${job.path}/validation-jobs`, { level: 'basic' }).expect(201);
    const draining = new AbortController();
    const watch = setInterval(() => {
      void sql`select from validation_results where validation_job_id = ${made.id} limit 1`
        .execute(app.db.getKysely())
        .then(({ rows }) => rows.length > 0 && draining.abort(new Error('stopping')));
    }, 2);
    await run(made.id, draining.signal);
    clearInterval(watch);
    const { body: stopped } = await user.get(made.links.self).expect(200);
    const before = await sql<{ ids: string[]; measured: string }>`
      select array_agg(id order by id) as ids, min(image_id::text) as measured from validation_results where validation_job_id = ${made.id}`.execute(
      app.db.getKysely(),
    );
    expect(stopped).toMatchObject({ status: 'pending', error: 'The worker was stopped' });
    const { measured } = before.rows[0]!;
    await user.patch(`/api/images/${measured}`, { is_valid: false }).expect(200);
    await run(made.id);
    expect((await user.get(`/api/images/${measured}`).expect(200)).body.is_valid).toBe(false);
    const after = await sql<{ ids: string[] }>`
      select array_agg(id order by id) as ids from validation_results where validation_job_id = ${made.id}`.execute(
      app.db.getKysely(),
    );
    expect(after.rows[0]!.ids).toHaveLength(90);
    expect(after.rows[0]!.ids).toEqual(expect.arrayContaining(before.rows[0]!.ids));
    expect((await user.get(made.links.self).expect(200)).body).toMatchObject({ status: 'completed', valid_images: 90 });
  });

  it('refuses what makes no sense, and a second one at the same time', async () => {
    const job = await given(sound.slice(0, 1));
    const path = `${job.path}/validation-jobs`;
    const { body: bad } = await user
      .post(path, { validation_rules: { aspect: { min_ratio: 2 }, nobody: {} } })
      .expect(422);
    expect(bad.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/validation_rules/nobody',
      '/validation_rules/aspect/min_ratio',
    ]);
    await user.post(path, { level: 'mild' }).expect(422);
    const { body: open } = await user.post(path, {}).expect(201);
    await user.post(path, {}).expect(409);
    await user.get(`${open.links.self}/results?failed=blurry`).expect(200);
    const { body: unknown } = await user.get(`${open.links.self}/results?failed=nope`).expect(422);
    expect(unknown.errors).toEqual([
      { parameter: 'failed', code: 'unknown-rule', message: expect.stringMatching(/^must be one of .*\bblurry\b/) },
    ]);
    await user.delete(open.links.self).expect(204);
    expect((await user.get(open.links.self).expect(200)).body).toMatchObject({ status: 'cancelled' });
    await run(open.id);
    expect((await user.get(open.links.self).expect(200)).body).toMatchObject({
      status: 'cancelled',
      checked_images: 0,
    });
    const both = await Promise.all([user.post(path, {}), user.post(path, {})]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
    const { body: job2 } = await user.get(`${job.path}?include=validation_jobs`).expect(200);
    expect(job2.validation_jobs.data.map(({ status }: { status: string }) => status)).toEqual(['pending', 'cancelled']);
    const empty = await givenJob(app, user, ['rice']);
    await user.post(`${empty.path}/validation-jobs`, {}).expect(409);
  });

  it('lists its rules with defaults, units and where the limits come from', async () => {
    const { body } = await user.get('/api/validation-rules').expect(200);
    expect(body.levels).toEqual(['basic', 'standard', 'strict']);
    expect(body.data).toHaveLength(17);
    for (const rule of body.data) for (const text of ['description', 'unit', 'origin']) expect(rule[text]).not.toBe('');
  });

  it('is begun by workers', async () => {
    const job = await given(sound.slice(0, 2));
    const { body: made } = await user.post(`${job.path}/validation-jobs`, { level: 'strict' }).expect(201);
    const workers = await TestApp.start({ workers: true });
    try {
      await vi.waitFor(
        async () => expect((await user.get(made.links.self).expect(200)).body.status).toBe('completed'),
        { timeout: 15_000, interval: 200 },
      );
    } finally {
      await workers.stop();
    }
    const { body } = await user.get(made.links.self).expect(200);
    expect(Object.keys(body.report.rules)).toHaveLength(17);
    const { body: notices } = await user.get('/api/notifications').expect(200);
    expect(notices.data.map(({ type }: { type: string }) => type)).toContain('validation_job.completed');
  });
});
