import { sql } from 'kysely';
import { setTimeout } from 'node:timers/promises';
import { ExportSweep } from '../src/modules/export/export-sweep.js';
import { EXPORT_FORMATS } from '../src/modules/export/formats/export-formats.js';
import { Storage } from '../src/storage/storage.js';
import { givenImages, givenJob, photographs, sha256, type GivenJob } from './support/given-images.js';
import { sameProblem } from './support/same-problem.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';
import { unzip } from './support/unzip.js';

describe('files of exports', () => {
  let app: TestApp;
  let pictures: Buffer[];
  beforeAll(async () => {
    app = await TestApp.start({ workers: true, env: { EXPORT_RETENTION_DAYS: '7' } });
    pictures = await photographs(8);
  });
  afterAll(() => app.stop());

  const storage = () => app.nest.get<Storage>(Storage, { strict: false });

  async function given(): Promise<{ user: TestUser; job: GivenJob; path: string }> {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice', 'maize']);
    await givenImages(app, job, 'rice', pictures.slice(0, 4));
    await givenImages(app, job, 'maize', pictures.slice(4, 8), { license: 'CC-BY-NC-4.0' });
    return { user, job, path: `${job.path}/export-jobs` };
  }

  it('every format is made, downloaded, and has a manifest of the same images', async () => {
    const { user, path } = await given();
    const formats = EXPORT_FORMATS.map(({ name }) => name);
    const jobs = await Promise.all(formats.map((name) => made(user, path, name)));
    for (const [n, job] of jobs.entries()) {
      expect(job).toMatchObject({ format: formats[n], status: 'completed', error: null, total_images: 8 });
      expect(job.report).toMatchObject({ classes: 2, gone: 0, removed: { license: {}, duplicate: 0 } });
      const { body, headers } = await user.get(job.links.download).responseType('blob').expect(200);
      expect(sha256(body)).toBe(job.sha256);
      expect(headers['content-type']).toBe(
        { csv: 'text/csv', jsonl: 'application/x-ndjson', json: 'application/json', yaml: 'application/yaml' }[
          formats[n] ?? ''
        ] ?? 'application/zip',
      );
      const { text } = await user.get(job.links.manifest).buffer(true).expect(200);
      expect(new Set(linesOf(text).map((line) => line.source_sha256))).toEqual(new Set(pictures.map(sha256)));
    }
    const kept = new Date(jobs[0].expires_at).getTime() - new Date(jobs[0].completed_at).getTime();
    expect(kept).toBe(7 * 86_400_000);
  });

  it('removes what the licence policy does not allow, and counts it', async () => {
    const { user, path } = await given();
    const job = await made(user, path, 'webdataset', { licenses: ['open'], archive: 'tar' });
    expect(job).toMatchObject({
      status: 'completed',
      total_images: 4,
      report: { classes: 1, splits: { train: 4 }, removed: { license: { 'CC-BY-NC-4.0': 4 } } },
    });
    const refused = await made(user, path, 'jsonl', { licenses: ['share-alike'] });
    expect(refused).toMatchObject({
      status: 'failed',
      error: 'There is no image left to export: of 8, 8 under licences that licenses does not allow',
    });
  });

  it('fails with its reason when loaders would misread it', async () => {
    const { user, job, path } = await given();
    await sql`update images set keyword = 'lonely' where id = (
                select id from images where crawl_job_id = ${job.jobId} order by id limit 1)`.execute(
      app.db.getKysely(),
    );
    expect(await made(user, path, 'yolo-cls')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('No image falls into validation of "lonely" (1 image), and this format needs'),
    });
    const splits = { train: 0.8, validation: 0.1, test: 0.1 };
    expect(await made(user, path, 'imagefolder', { splits, stratified: true })).toMatchObject({
      status: 'completed',
      report: {
        warnings: [
          'No image falls into validation of "lonely" (1 image)',
          'No image falls into test of "lonely" (1 image)',
          expect.stringMatching(/^train has [\d.]+ % instead of 80 %, .*, as 3 of 3 classes have too few images/),
        ],
      },
    });
  });

  it('sends a manifest in ranges, and tells it from a changed one', async () => {
    const { user, path } = await given();
    const job = await made(user, path, 'csv');
    const { text, headers } = await user.get(job.links.manifest).buffer(true).expect(200);
    expect(headers.etag).toBe(`"${sha256(text)}"`);
    const part = await user.get(job.links.manifest).set('Range', 'bytes=2-14').buffer(true).expect(206);
    expect(part.text).toBe(text.slice(2, 15));
    await user.get(job.links.manifest).set('If-None-Match', String(headers.etag)).expect(304);
  });

  it('compares two exports of a project', async () => {
    const { user, job, path } = await given();
    const before = await made(user, path, 'csv', { splits: { train: 1 } });
    await user.delete(`/api/images/${await idOf(job, pictures[0])}`);
    const extra = (await photographs(9)).slice(8);
    await givenImages(app, await givenJob(app, user, ['rice'], job.projectId), 'rice', extra);
    await sql`update images set license = 'CC0-1.0' where id = ${await idOf(job, pictures[1])}`.execute(
      app.db.getKysely(),
    );
    const whole = `/api/projects/${job.projectId}/export-jobs`;
    const after = await made(user, whole, 'imagefolder');
    const { text, headers } = await user.get(`${whole}/${after.id}/diff?against=${before.id}`).buffer(true).expect(200);
    expect(headers['content-type']).toMatch(/^application\/x-ndjson/);
    const changes = linesOf(text);
    expect(changes.at(-1)).toEqual({ change: 'summary', added: 1, removed: 1, changed: 1, unchanged: 6 });
    expect(changes).toContainEqual({
      change: 'added',
      image: expect.objectContaining({ source_sha256: sha256(extra[0]!) }),
    });
    expect(changes).toContainEqual({
      change: 'removed',
      image: expect.objectContaining({ source_sha256: sha256(pictures[0]!) }),
    });
    expect(changes).toContainEqual(expect.objectContaining({ change: 'changed', fields: ['license', 'attribution'] }));

    const foreign = await given();
    const other = await made(foreign.user, foreign.path, 'csv');
    await user.get(`${whole}/${after.id}/diff?against=${other.id}`).expect(404);
    await user.get(`${whole}/${after.id}/diff`).expect(422);
  });

  it('gives out links that open one archive until they expire', async () => {
    const { user, path } = await given();
    const job = await made(user, path, 'imagefolder');
    const { body } = await user.post(`${path}/${job.id}/links`, { expires_in: 60 }).expect(200);
    const left = new Date(body.expires_at).getTime() - Date.now();
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
    const target = new URL(body.url);
    const opened = await app.anonymous
      .get(target.pathname + target.search)
      .responseType('blob')
      .expect(200);
    expect(sha256(opened.body)).toBe(job.sha256);
    await app.anonymous.get(`${target.pathname}?token=${'x'.repeat(40)}`).expect(403);
    await user.post(`${path}/${job.id}/links`, { expires_in: 10 }).expect(422);
    await user.delete(`${path}/${job.id}`).expect(204);
    await app.anonymous.get(target.pathname + target.search).expect(404);
  });

  it('closes links when their owner is suspended, and for good when a picture is taken down', async () => {
    const { user, job, path } = await given();
    const exported = await made(user, path, 'csv');
    const { body } = await user.post(`${path}/${exported.id}/links`, {}).expect(200);
    const target = new URL(body.url);
    const open = (status: number) => app.anonymous.get(target.pathname + target.search).expect(status);
    const suspend = (at: string | null) =>
      sql`update profiles set suspended_at = ${at} where id = ${user.id}`.execute(app.db.getKysely());
    const unknown = await app.anonymous.get(`${target.pathname}?token=${'x'.repeat(40)}`).expect(403);
    await suspend('now');
    expect(sameProblem(await open(403))).toBe(sameProblem(unknown));
    await suspend(null);
    await open(200);

    const { body: images } = await user.get(`${job.path}/images`).expect(200);
    await user.delete(`/api/images/${images.data[0].id}`).expect(200);
    expect((await open(410)).body).toMatchObject({
      type: expect.stringMatching(/gone$/),
      detail: expect.stringContaining('export again'),
    });
    const { body: refused } = await user.post(`${path}/${exported.id}/links`, {}).expect(409);
    expect(refused.type).toMatch(/invalid-state$/);
    await user.get(exported.links.download).expect(200); // what its owner may have to look into
  });

  it('has a picture under the label that it was given, alone', async () => {
    const { user, job, path } = await given();
    const { body: images } = await user.get(`${job.path}/images?keyword=rice&limit=1`).expect(200);
    const [{ id, sha256: hash }] = images.data;
    await user.patch(`/api/images/${id}`, { keyword: 'wild rice' }).expect(200);
    const exported = await made(user, path, 'jsonl', { only_labels: ['wild rice'] });
    const { text } = await user.get(exported.links.download).buffer(true).expect(200);
    expect(linesOf(text)).toMatchObject([{ source_sha256: hash, label: 'wild rice', labels: ['wild rice'] }]);
  });

  it.each([
    [{ class_names: { rcie: 'grain', rice: 'grain' } }, ['/class_names/rcie']],
    [{ only_labels: ['maize', 'mais'], class_names: { 'a/b': 'c' } }, ['/only_labels/1', '/class_names/a~1b']],
  ])('refuses labels that no image can have: %j', async (options, pointers) => {
    const { user, job, path } = await given();
    const message = 'must be one of the labels of these images: maize, rice';
    const errors = pointers.map((pointer) => ({
      pointer: `/export_options${pointer}`,
      code: 'unknown-label',
      message,
    }));
    for (const at of [path, `/api/projects/${job.projectId}/export-jobs`]) {
      const { body } = await user.post(at, { format: 'jsonl', export_options: options }).expect(422);
      expect(body.errors).toEqual(errors);
    }
  });

  it('deletes the files of an export whose time is up, and says so', async () => {
    const { user, job, path } = await given();
    const old = await made(user, path, 'jsonl');
    const young = await made(user, path, 'jsonl');
    await sql`update export_jobs set expires_at = clock_timestamp() - interval '1 second' where id = ${old.id}`.execute(
      app.db.getKysely(),
    );
    await app.inContext(() => app.nest.get(ExportSweep, { strict: false }).expire());
    const { body } = await user.get(`${path}/${old.id}`).expect(200);
    expect(body).toMatchObject({ status: 'expired', links: { download: null, manifest: null } });
    for (const extension of ['jsonl', 'manifest.jsonl']) {
      expect(await storage().stat(`exports/${job.projectId}/${old.id}-1.${extension}`)).toBeNull();
      expect(await storage().stat(`exports/${job.projectId}/${young.id}-1.${extension}`)).not.toBeNull();
    }
    await user.get(`${path}/${old.id}/download`).expect(409);
    await user.get(`${path}/${old.id}/manifest`).expect(409);
    const { body: log } = await user.get('/api/activity?action=export_job.expired').expect(200);
    expect(log.data).toHaveLength(1);
    await user.delete(`${path}/${old.id}`).expect(204);
  });

  it('holds an archive and its documents', async () => {
    const { user, path } = await given();
    const job = await made(user, path, 'csv', {
      archive: 'zip',
      images: true,
      class_names: { rice: 'grain', maize: 'grain' },
    });
    const { body } = await user.get(job.links.download).responseType('blob').expect(200);
    const files = await unzip(body);
    for (const name of ['README.md', 'croissant.json', 'SHA256SUMS', 'ATTRIBUTION.csv', 'manifest.jsonl', 'images.csv'])
      expect(files.has(name)).toBe(true);
    expect([...files.keys()].filter((name) => name.startsWith('images/grain/'))).toHaveLength(8);
  });

  it('tells what the crawl job changed', async () => {
    const { user, job, path } = await given();
    const changes = async (): Promise<string[]> => {
      const { links } = await made(user, path, 'csv', { archive: 'zip', images: false });
      const { body } = await user.get(links.download).responseType('blob').expect(200);
      const rows = String((await unzip(body)).get('ATTRIBUTION.csv'))
        .trimEnd()
        .split('\r\n')
        .slice(1);
      return [...new Set(rows.map((row) => row.slice(row.lastIndexOf(',') + 1)))].sort();
    };
    const db = app.db.getKysely();
    await sql`update images set sha256 = repeat('0', 64) where id = ${await idOf(job, pictures[0])}`.execute(db);
    expect(await changes()).toEqual(['metadata removed', 'none']);
    await sql`update crawl_jobs set options = options || '{"resize": {"mode": "none"}}' where id = ${job.jobId}`.execute(
      db,
    );
    expect(await changes()).toEqual(['none', 'resized or re-encoded']);
  });

  async function idOf(job: GivenJob, picture: Buffer | undefined): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      select id from images where crawl_job_id = ${job.jobId} and sha256 = ${sha256(picture ?? '')}`.execute(
      app.db.getKysely(),
    );
    return rows[0]?.id ?? '';
  }
});

async function made(user: TestUser, path: string, format: string, options: object = {}) {
  const { body } = await user.post(path, { format, export_options: options }).expect(201);
  for (let i = 0; i < 200; i++) {
    const { body: job } = await user.get(`${path}/${body.id}`).expect(200);
    if (!['pending', 'processing'].includes(job.status)) return job;
    await setTimeout(50);
  }
  throw new Error(`${format} did not finish`);
}

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
