import { sql } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import { DuplicatesService } from '../src/modules/images/duplicates/duplicates.service.js';
import { orientationsOf } from '../src/modules/images/duplicates/orientations.js';
import { ImageSweep } from '../src/modules/images/image-sweep.js';
import type { NewImage } from '../src/modules/images/new-image.js';
import { expectedKeepers, flipped, flush, imageRow, storedKeepers } from './support/duplicate-world.js';
import { givenJob, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const HASH = 'c3d1f0e2a5968778';

describe('near duplicates', () => {
  let app: TestApp;
  let user: TestUser;
  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.givenUser();
  });
  afterAll(() => app.stop());

  async function given(options: object = {}, inProject?: string): Promise<GivenJob> {
    const job = await givenJob(app, user, ['rice'], inProject);
    await sql`update crawl_jobs set options = ${JSON.stringify(options)}::jsonb where id = ${job.jobId}`.execute(
      app.db.getKysely(),
    );
    return job;
  }

  const lookBack = ({ projectId, jobId }: GivenJob) =>
    app.inContext(() => app.get(DuplicatesService).lookBack(projectId, jobId));
  const read = async (id: string | undefined) => (await user.get(`/api/images/${id}`).expect(200)).body;
  const grouped = async ({ projectId }: GivenJob) => {
    const stored = await storedKeepers(app, projectId);
    expect(stored).toEqual(await expectedKeepers(app, projectId));
    return stored;
  };

  it('are the groups that comparing all with all makes, whatever the distances of the jobs', async () => {
    const first = await given();
    const jobs = [first, await given({ duplicate_distance: 3 }, first.projectId)];
    jobs.push(
      await given({ duplicate_distance: 0 }, first.projectId),
      await given({ duplicate_distance: 7 }, first.projectId),
    );
    const images = crowd(200);
    for (let start = 0; start < images.length; start += 20)
      await flush(app, jobs[(start / 20) % jobs.length]!, images.slice(start, start + 20));
    const keepers = await grouped(first);
    expect(new Set(keepers.values()).size).toBeLessThan(keepers.size - 20);
  });

  it('are the same found at once by many flushes, one after the other, or only at the end of the job', async () => {
    const images = crowd(100);
    const outcomes: string[] = [];
    for (const way of ['at once', 'in turn', 'at the end', 'all of the project at the end']) {
      const job = await given();
      const batches = Array.from({ length: 5 }, (_, n) => images.slice(n * 20, n * 20 + 20));
      const ids: string[] = [];
      if (way === 'at once') ids.push(...(await Promise.all(batches.map((batch) => flush(app, job, batch)))).flat());
      else for (const batch of batches) ids.push(...(await flush(app, job, batch, way === 'in turn')));
      if (way === 'at the end') await lookBack(job);
      if (way.startsWith('all')) await app.inContext(() => app.get(DuplicatesService).lookBackAtAll(job.projectId));
      const keepers = await grouped(job);
      // of equals the first to come stays, and that differs from run to run: compare who belongs together
      const groups = Map.groupBy(ids.keys(), (i) => keepers.get(ids[i]!)!);
      outcomes.push(JSON.stringify([...groups.values()].map((group) => group.join()).toSorted()));
    }
    expect(new Set(outcomes).size).toBe(1);
  });

  it('keep the largest, then one with a license, then the first', async () => {
    const job = await given();
    const [plain] = await flush(app, job, [imageRow(0, HASH)]);
    const [later] = await flush(app, job, [imageRow(0, flipped(HASH, 1))]);
    expect(await read(later)).toMatchObject({ is_duplicate: true, duplicate_of: plain });
    const [licensed] = await flush(app, job, [imageRow(0, flipped(HASH, 2), { license: 'CC0-1.0' })]);
    expect(await read(plain)).toMatchObject({ is_duplicate: true, duplicate_of: licensed });
    const [large] = await flush(app, job, [imageRow(0, flipped(HASH, 3, 4), { width: 101 })]);
    expect(await read(licensed)).toMatchObject({ duplicate_of: large });
    expect(await read(later)).toMatchObject({ duplicate_of: large });
    expect(await read(large)).toMatchObject({ is_duplicate: false, duplicate_of: null });
    const { body } = await user.get(`${job.path}/images?duplicate=false`).expect(200);
    expect(body.data).toMatchObject([{ id: large }]);
    expect((await user.get(job.path).expect(200)).body.duplicates).toBe(0); // advisory: no count moves
  });

  it('stay apart once somebody says so, and come together again when that is taken back', async () => {
    const job = await given();
    // a chain: the middle one holds the ends together
    const [left, middle, right] = await flush(app, job, [
      imageRow(0, HASH, { width: 300 }),
      imageRow(1, flipped(HASH, 1, 2, 3, 4, 5, 6)),
      imageRow(2, flipped(HASH, 1, 2, 3, 4, 5, 6, 21, 22, 23, 24, 25, 26), { width: 200 }),
    ]);
    expect((await grouped(job)).get(right!)).toBe(left);

    const path = `/api/images/${middle}`;
    const { headers } = await user.get(path).expect(200);
    const { body } = await user.patch(path, { is_duplicate: false }).set('If-Match', headers.etag!).expect(200);
    expect(body).toMatchObject({ is_duplicate: false, duplicate_of: null, kept_apart: true });
    await user.patch(path, { is_duplicate: null }).set('If-Match', headers.etag!).expect(412);
    expect(await read(right)).toMatchObject({ is_duplicate: false });
    await flush(app, job, [imageRow(0, flipped(HASH, 1, 2, 3, 4, 5, 7))]);
    await lookBack(job);
    expect(await read(middle)).toMatchObject({ is_duplicate: false, kept_apart: true });
    await grouped(job);

    await user.patch(path, { is_duplicate: null }).expect(200);
    expect((await grouped(job)).get(right!)).toBe(left);
    expect(await read(middle)).toMatchObject({ is_duplicate: true, duplicate_of: left, kept_apart: false });
    const { body: log } = await user.get('/api/activity?action=image.updated').expect(200);
    expect(log.data).toMatchObject([
      { resource_id: middle, metadata: { kept_apart: { from: true, to: false } } },
      { resource_id: middle, metadata: { kept_apart: { from: false, to: true } } },
    ]);
  });

  it('go on with the next when the keeper is taken down, or goes with its job', async () => {
    const job = await given();
    const other = await given({}, job.projectId);
    const [first, second] = await flush(app, job, [
      imageRow(0, HASH, { width: 300 }),
      imageRow(1, HASH, { width: 200 }),
    ]);
    const [third, fourth] = await flush(app, other, [
      imageRow(0, HASH, { width: 150 }),
      imageRow(1, flipped(HASH, 9, 10)),
    ]);
    await user.delete(`/api/images/${first}`).expect(200);
    expect(await read(second)).toMatchObject({ is_duplicate: false });
    expect(await read(fourth)).toMatchObject({ duplicate_of: second });
    await grouped(job);

    await sql`update crawl_jobs set deleted_at = now() where id = ${job.jobId}`.execute(app.db.getKysely());
    await app.inContext(() => app.get(ImageSweep).purge(job.projectId, job.jobId));
    expect(await read(third)).toMatchObject({ is_duplicate: false });
    expect(await read(fourth)).toMatchObject({ duplicate_of: third });
    await grouped(other);
  });

  it('lists what is similar, nearest first', async () => {
    const job = await given({ duplicate_distance: 0 });
    const far = [1, 2, 3, 17, 18, 19, 33, 34, 49, 50, 51, 52];
    const ids = await flush(
      app,
      job,
      [0, 2, 6, 11, 12].map((bits, position) => imageRow(position, flipped(HASH, ...far.slice(0, bits)))),
    );
    const path = `/api/images/${ids[0]}/similar`;
    const similar = async (query: string) => {
      const { body } = await user.get(`${path}${query}`).expect(200);
      return [body.data.map(({ distance }: { distance: number }) => distance), body.has_more];
    };
    expect(await similar('')).toEqual([[2, 6], false]);
    expect(await similar('?distance=1')).toEqual([[], false]);
    expect(await similar('?distance=11')).toEqual([[2, 6, 11], false]);
    expect(await similar('?distance=11&limit=1')).toEqual([[2], true]);
    expect((await user.get(path).expect(200)).body.data[0].image.id).toBe(ids[1]);
    expect(await similar('?distance=1&orientations=true')).toEqual([[], false]);
    const [mirrored] = await flush(app, job, [imageRow(0, orientationsOf(HASH)[2]!)]);
    const { body: turned } = await user.get(`${path}?distance=1&orientations=true`).expect(200);
    expect(turned.data).toMatchObject([{ distance: 0, image: { id: mirrored } }]);
    await user.get(`${path}?distance=12`).expect(422);
    await user.get(`/api/images/${randomUUID()}/similar`).expect(404);
    await (await app.givenUser()).get(path).expect(404);
  });

  it('changes label and validity, once per change', async () => {
    const job = await given();
    const [id] = await flush(app, job, [imageRow(0, HASH)]);
    const path = `/api/images/${id}`;
    const { body, headers } = await user.patch(path, { keyword: ' Basmati ', is_valid: false }).expect(200);
    expect(body).toMatchObject({ keyword: 'Basmati', is_valid: false });
    const again = await user.patch(path, { keyword: 'Basmati', is_valid: false }).expect(200);
    expect(again.headers.etag).toBe(headers.etag);
    await user.get(path).set('If-None-Match', headers.etag!).expect(304);
    expect((await user.patch(path, { is_valid: null }).expect(200)).body.is_valid).toBeNull();
    for (const bad of [
      {},
      { is_duplicate: true },
      { keyword: 'x' },
      { keyword: null },
      { is_valid: 1 },
      { phash: HASH },
    ])
      await user.patch(path, bad).expect(422);
  });
});

/** Pictures around some centres, at every distance from 0 to 9. */
function crowd(count: number): NewImage[] {
  const centres = Array.from({ length: Math.ceil(count / 12) }, () => randomBytes(8).toString('hex'));
  return Array.from({ length: count }, (_, position) => {
    const bits = Array.from({ length: position % 10 }, () => randomBytes(1)[0]! % 64);
    const size = 100 + (randomBytes(1)[0]! % 4);
    const license = position % 3 === 0 ? 'CC0-1.0' : null;
    return imageRow(position, flipped(centres[position % centres.length]!, ...bits), { width: size, license });
  });
}
