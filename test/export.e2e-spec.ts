import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { EXPORT_FORMATS } from '../src/modules/export/formats/export-formats.js';
import { sameProblem } from './support/same-problem.js';
import { givenImages, givenJob, photographs, sha256, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';
import { unzip } from './support/unzip.js';

describe('exports', () => {
  let app: TestApp;
  let pictures: Buffer[];
  beforeAll(async () => {
    app = await TestApp.start({ workers: true });
    pictures = await photographs(8);
  });
  afterAll(() => app.stop());

  async function given(): Promise<{ user: TestUser; job: GivenJob; path: string }> {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice', 'test']);
    await givenImages(app, job, 'rice', pictures.slice(0, 4));
    await givenImages(app, job, 'test', pictures.slice(4, 6), { license: null });
    return { user, job, path: `${job.path}/export-jobs` };
  }

  describe('making one', () => {
    it('answers at once, makes the archive, and sends it in one piece or many', async () => {
      const { user, job, path } = await given();
      const { body: created, headers } = await user.post(path, { format: 'imagefolder' }).expect(201);
      const url = `${path}/${created.id}`;
      expect(headers.location).toBe(url);
      expect(created).toMatchObject({
        crawl_job_id: job.jobId,
        project_id: null,
        format: 'imagefolder',
        export_options: { archive: 'zip', labels: 'folder', include_duplicates: true, seed: 0 },
        status: 'pending',
        progress: 0,
        links: { self: url, download: null },
      });

      const done = await finished(user, url);
      expect(done).toMatchObject({ status: 'completed', progress: 100, total_images: 6, error: null });
      expect(done.links.download).toBe(`${url}/download`);
      const archive = await download(user, url);
      expect(archive.length).toBe(done.file_size);
      expect(sha256(archive)).toBe(done.sha256);

      const files = await unzip(archive);
      const stored = [...files].filter(([name]) => name.endsWith('.jpg')).map(([, bytes]) => sha256(bytes));
      expect(new Set(stored)).toEqual(new Set(pictures.slice(0, 6).map(sha256)));
      expect(String(files.get('train/metadata.jsonl')).trimEnd().split('\n')).toHaveLength(6);
      expect(String(files.get('README.md'))).toContain('pretty_name: "Pulses"');
    });

    it('sends ranges of the archive to whoever has this version', async () => {
      const { user, path } = await given();
      const url = await started(user, path);
      const { sha256: hash, file_size: size } = await finished(user, url);
      const archive = await download(user, url);
      const part = await user.get(`${url}/download`).set('Range', 'bytes=4-9').responseType('blob').expect(206);
      expect(part.body).toEqual(archive.subarray(4, 10));
      expect(part.headers).toMatchObject({
        etag: `"${hash}"`,
        'content-range': `bytes 4-9/${size}`,
        'content-type': 'application/zip',
        'content-disposition': expect.stringMatching(/^attachment; filename="export-[0-9a-f-]{36}\.zip"$/),
      });
      await user.get(`${url}/download`).set('Range', 'bytes=0-1').set('If-Range', '"other"').expect(200);
      await user.get(`${url}/download`).set('Range', 'bytes=0-1').set('If-Range', `"${hash}"`).expect(206);
      await user.get(`${url}/download`).set('If-None-Match', `"${hash}"`).expect(304);
      const { headers } = await user.get(`${url}/download`).set('Range', 'bytes=9-1').expect(416);
      expect(headers['content-range']).toBe(`bytes */${size}`);
    });

    it('gives the same bytes for the same images and options', async () => {
      const { user, path } = await given();
      const options = { splits: { train: 0.5, test: 0.5 }, seed: 7, labels: 'metadata' };
      const urls = await Promise.all([started(user, path, options), started(user, path, options), started(user, path)]);
      const hashes = await Promise.all(urls.map(async (url) => (await finished(user, url)).sha256));
      expect(hashes[0]).toBe(hashes[1]);
      expect(hashes[2]).not.toBe(hashes[0]);
    });

    it('exports a whole project, a picture once per label, without deleted jobs', async () => {
      const { user, job } = await given();
      const second = await givenJob(app, user, ['rice', 'maize'], job.projectId);
      await givenImages(app, second, 'rice', pictures.slice(3, 5)); // one of them is rice in both
      const deleted = await givenJob(app, user, ['rye'], job.projectId);
      await givenImages(app, deleted, 'rye', pictures.slice(6, 7));
      await sql`update crawl_jobs set deleted_at = now() where id = ${deleted.jobId}`.execute(app.db.getKysely());

      const url = await started(user, `/api/projects/${job.projectId}/export-jobs`);
      expect(await finished(user, url)).toMatchObject({
        project_id: job.projectId,
        crawl_job_id: null,
        total_images: 7,
      });
      const names = [...(await unzip(await download(user, url))).keys()];
      expect(names.filter((name) => name.startsWith('train/rice/'))).toHaveLength(5);
      expect(names.filter((name) => name.startsWith('train/testclass/'))).toHaveLength(2);
      expect(names.filter((name) => name.includes('rye'))).toEqual([]);
    });

    it('leaves out near duplicates when asked to, and what was taken down', async () => {
      const { user, job, path } = await given();
      const [first, second, , last] = await givenImages(app, job, 'rice', pictures.slice(0, 4));
      await sql`update images set is_duplicate = true, duplicate_of = ${second} where id = ${first}`.execute(
        app.db.getKysely(),
      );
      await user.delete(`/api/images/${last}`).expect(200);
      const all = await finished(user, await started(user, path));
      expect(all.total_images).toBe(5);
      const distinct = await finished(user, await started(user, path, { include_duplicates: false }));
      expect(distinct.total_images).toBe(4);
    });

    it('fails, once and for all, when no image is left', async () => {
      const { user, job, path } = await given();
      await sql`update images set is_duplicate = true where crawl_job_id = ${job.jobId}`.execute(app.db.getKysely());
      const done = await finished(user, await started(user, path, { include_duplicates: false }));
      expect(done).toMatchObject({
        status: 'failed',
        error: 'There is no image left to export: of 6, 6 near duplicates (include_duplicates)',
      });
      await user.get(`${path}/${done.id}/download`).expect(409);
    });
  });

  describe('reading', () => {
    it('lists newest first, in pages, and embeds in the crawl job', async () => {
      const { user, job, path } = await given();
      const urls: string[] = [];
      for (let i = 0; i < 3; i++) urls.push(await started(user, path));
      const first = await user.get(`${path}?limit=2`).expect(200);
      const second = await user.get(`${path}?limit=2&cursor=${first.body.next_cursor}`).expect(200);
      const seen = [...first.body.data, ...second.body.data].map(({ links }) => links.self);
      expect(seen).toEqual(urls.toReversed());
      const { body } = await user.get(`${job.path}?include=export_jobs`).expect(200);
      expect(body.export_jobs.has_more).toBe(false);
      expect(body.export_jobs.data.map(({ links }: { links: { self: string } }) => links.self)).toEqual(seen);
      const { body: whole } = await user.get(`/api/projects/${job.projectId}/export-jobs`).expect(200);
      expect(whole.data).toEqual([]);
      await Promise.all(urls.map((url) => finished(user, url)));
    });

    it('tells the formats with a schema of their options', async () => {
      const user = await app.givenUser();
      const { body } = await user.get('/api/export-formats').expect(200);
      expect(body.data.map(({ name }: { name: string }) => name)).toEqual(EXPORT_FORMATS.map(({ name }) => name));
      expect(body.data[0]).toMatchObject({ name: 'imagefolder', media_type: 'application/zip' });
      expect(Object.keys(body.data[0].options.properties)).toEqual(
        expect.arrayContaining(['archive', 'splits', 'seed', 'include_duplicates', 'labels']),
      );
    });

    it('writes what happened into the activity log', async () => {
      const { user, path } = await given();
      const url = await started(user, path);
      await finished(user, url);
      await user.delete(url).expect(204);
      const { body } = await user.get('/api/activity?resource_type=export_job').expect(200);
      expect(body.data.map(({ action }: { action: string }) => action)).toEqual([
        'export_job.deleted',
        'export_job.completed',
        'export_job.created',
      ]);
    });
  });

  describe('refusing', () => {
    it('looks the same to a stranger as a missing one', async () => {
      const { user, job, path } = await given();
      const url = await started(user, path);
      await finished(user, url);
      const other = await app.givenUser();
      const own = await givenJob(app, other, ['rice']);
      for (const stem of [path, `${own.path}/export-jobs`, `/api/projects/${job.projectId}/export-jobs`]) {
        for (const suffix of ['', '/download']) {
          const foreign = await other.get(`${stem}/${url.split('/').at(-1)}${suffix}`).expect(404);
          const absent = await other.get(`${stem}/${randomUUID()}${suffix}`).expect(404);
          expect(sameProblem(foreign)).toBe(sameProblem(absent));
        }
      }
      await other.get(path).expect(404);
      await other.post(path, { format: 'imagefolder' }).expect(404);
      await other.delete(url).expect(404);
      await user.get(url).expect(200);
      await user.get(`/api/projects/${job.projectId}/export-jobs/${url.split('/').at(-1)}`).expect(404);
    });

    it('needs a key with the scope', async () => {
      const { user, path } = await given();
      const url = await started(user, path);
      const reader = await app.givenUser({ scopes: ['exports:read'] });
      for (const target of [path, url, `${url}/download`, '/api/export-formats'])
        await app.anonymous.get(target).expect(401);
      await app.anonymous.post(path, { format: 'imagefolder' }).expect(401);
      await reader.post(path, { format: 'imagefolder' }).expect(403);
      await reader.delete(url).expect(403);
      await finished(user, url);
    });

    it.each([
      [{}, '/format'],
      [{ format: 'coco3d' }, '/format'],
      [{ format: 'imagefolder', other: 1 }, '/other'],
      [{ format: 'imagefolder', export_options: [] }, '/export_options'],
      [{ format: 'imagefolder', export_options: { archive: 'rar' } }, '/export_options/archive'],
      [{ format: 'imagefolder', export_options: { nope: 1 } }, '/export_options/nope'],
      [{ format: 'imagefolder', export_options: { seed: -1 } }, '/export_options/seed'],
      [{ format: 'imagefolder', export_options: { include_duplicates: 'no' } }, '/export_options/include_duplicates'],
      [{ format: 'imagefolder', export_options: { labels: null } }, '/export_options/labels'],
      [{ format: 'imagefolder', export_options: { splits: { train: 0.5 } } }, '/export_options/splits'],
      [{ format: 'imagefolder', export_options: { splits: [] } }, '/export_options/splits'],
      [{ format: 'imagefolder', export_options: { splits: null } }, '/export_options/splits'],
      [{ format: 'imagefolder', export_options: { splits: { train: 2, test: -1 } } }, '/export_options/splits/train'],
      [{ format: 'imagefolder', export_options: { splits: { train: 1, dev: 0 } } }, '/export_options/splits/dev'],
      [{ format: 'imagefolder', export_options: { splits: { train: '1' } } }, '/export_options/splits/train'],
    ])('%j is 422 at %s', async (body, pointer) => {
      const { user, path } = await given();
      const answer = await user.post(path, body).expect(422);
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    });

    it('exports no empty crawl job or project', async () => {
      const user = await app.givenUser();
      const job = await givenJob(app, user, ['rice']);
      for (const path of [job.path, `/api/projects/${job.projectId}`]) {
        const { body } = await user.post(`${path}/export-jobs`, { format: 'imagefolder' }).expect(409);
        expect(body.type).toMatch(/invalid-state$/);
      }
    });
  });
});

async function started(user: TestUser, path: string, options: object = {}): Promise<string> {
  const { body } = await user.post(path, { format: 'imagefolder', export_options: options }).expect(201);
  return `${path}/${body.id}`;
}

async function finished(user: TestUser, url: string) {
  for (let i = 0; i < 150; i++) {
    const { body } = await user.get(url).expect(200);
    if (!['pending', 'processing'].includes(body.status)) return body;
    await setTimeout(100);
  }
  throw new Error(`${url} did not finish`);
}

async function download(user: TestUser, url: string): Promise<Buffer> {
  const { body }: { body: Buffer } = await user.get(`${url}/download`).responseType('blob').expect(200);
  return body;
}
