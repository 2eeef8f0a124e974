import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import request from 'supertest';
import { allowsLicense, LICENSE_CLASSES, LICENSE_IDS } from '../src/crawler/sources/license-class.js';
import { licenseIs } from '../src/modules/images/license-filter.js';
import { ImagesService } from '../src/modules/images/images.service.js';
import type { NewImage } from '../src/modules/images/new-image.js';
import { Storage } from '../src/storage/storage.js';
import { sameProblem } from './support/same-problem.js';
import { givenImages, givenJob, newImage, photographs, sha256, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

describe('images', () => {
  let app: TestApp;
  let pictures: Buffer[];
  beforeAll(async () => {
    app = await TestApp.start();
    pictures = await photographs(12);
  });
  afterAll(() => app.stop());

  const storage = () => app.nest.get<Storage>(Storage, { strict: false });
  const picture = (n: number): Buffer => pictures[n] ?? Buffer.alloc(0);

  async function given(count = 1): Promise<{ user: TestUser; job: GivenJob; ids: string[]; path: string }> {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice', 'wheat']);
    const ids = await givenImages(app, job, 'rice', pictures.slice(0, count));
    return { user, job, ids, path: `/api/images/${ids[0]}` };
  }

  describe('read', () => {
    it('says everything about an image', async () => {
      const { user, job, ids, path } = await given();
      const { body } = await user.get(path).expect(200);
      const { width, height } = await sharp(picture(0)).metadata();
      const hash = sha256(picture(0));
      const url = `https://example.org/${hash.slice(0, 8)}.jpg`;
      expect(body).toEqual({
        id: ids[0],
        project_id: job.projectId,
        crawl_job_id: job.jobId,
        keyword: 'rice',
        labels: [{ keyword: 'rice', source: 'google', url }],
        source: 'google',
        original_url: url,
        page_url: 'https://example.org/page',
        title: 'A food',
        creator: 'A. Cook',
        license: 'CC-BY-4.0',
        license_url: 'https://creativecommons.org/licenses/by/4.0/',
        attribution: null,
        filename: `${hash}.jpg`,
        format: 'jpeg',
        width,
        height,
        file_size: picture(0).length,
        sha256: hash,
        stored_sha256: hash,
        phash: hash.slice(0, 16),
        is_valid: null,
        is_duplicate: false,
        duplicate_of: null,
        kept_apart: false,
        downloaded_at: expect.stringMatching(/^\d{4}-.*Z$/),
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
        updated_at: expect.stringMatching(/^\d{4}-.*Z$/),
        links: { file: `${path}/file`, thumbnail: `${path}/thumbnail` },
      });
    });

    it('looks the same to a stranger as a missing one', async () => {
      const { path, job } = await given();
      const other = await app.givenUser();
      const missing = randomUUID();
      for (const suffix of ['', '/file', '/thumbnail']) {
        const foreign = await other.get(`${path}${suffix}`).expect(404);
        const absent = await other.get(`/api/images/${missing}${suffix}`).expect(404);
        expect(sameProblem(foreign)).toBe(sameProblem(absent));
      }
      await other.delete(path).expect(404);
      await other.get(`${job.path}/images`).expect(404);
      await other.get(`/api/projects/${job.projectId}/images`).expect(404);
    });

    it('needs a key, with the scope', async () => {
      const { path, job } = await given();
      const reader = await app.givenUser({ scopes: ['projects:read'] });
      for (const url of [path, `${path}/file`, `${path}/thumbnail`, `${job.path}/images`]) {
        await app.anonymous.get(url).expect(401);
        await reader.get(url).expect(403);
      }
      await app.anonymous.delete(path).expect(401);
    });

    it.each(['/api/images/1', '/api/images/..%2f..%2fetc/file'])('refuses %s', async (path) => {
      const user = await app.givenUser();
      const { status } = await user.get(path);
      expect([404, 422]).toContain(status);
    });
  });

  describe('file', () => {
    it('sends the stored bytes, safe for a browser', async () => {
      const { user, ids, path } = await given();
      const { body, headers } = await user.get(`${path}/file`).expect(200);
      expect(picture(0).equals(body)).toBe(true);
      expect(headers).toMatchObject({
        'content-type': 'image/jpeg',
        'content-length': String(picture(0).length),
        'content-disposition': `attachment; filename="${ids[0]}.jpg"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'accept-ranges': 'bytes',
        etag: `"${sha256(picture(0))}"`,
      });
    });

    it.each([
      ['bytes=0-99', 206, 0, 99],
      ['bytes=100-', 206, 100, -1],
      ['bytes=-7', 206, -7, -1],
      ['bytes=0-0,5-6', 200, 0, -1],
      ['lines=1-2', 200, 0, -1],
    ])('Range %s is %i', async (range, status, from, to) => {
      const { user, path } = await given();
      const size = picture(0).length;
      const [start, end] = [from < 0 ? size + from : from, to < 0 ? size + to : to];
      const { body, headers } = await user.get(`${path}/file`).set('Range', range).expect(status);
      expect(
        picture(0)
          .subarray(start, end + 1)
          .equals(body),
      ).toBe(true);
      expect(headers['content-range']).toBe(status === 206 ? `bytes ${start}-${end}/${size}` : undefined);
    });

    it.each(['bytes=9-1', 'bytes=99999999-', 'bytes=-0'])('Range %s cannot be satisfied', async (range) => {
      const { user, path } = await given();
      const { body, headers } = await user.get(`${path}/file`).set('Range', range).expect(416);
      expect(body.type).toMatch(/range-not-satisfiable$/);
      expect(headers['content-range']).toBe(`bytes */${picture(0).length}`);
    });

    it('answers 304 to who has it, a range only to who has this version, and HEAD without bytes', async () => {
      const { user, path } = await given();
      const etag = `"${sha256(picture(0))}"`;
      await user.get(`${path}/file`).set('If-None-Match', `"x", W/${etag}`).expect(304);
      await user.get(`${path}/file`).set('If-None-Match', '"x"').expect(200);
      await user.get(`${path}/file`).set('Range', 'bytes=0-1').set('If-Range', etag).expect(206);
      await user.get(`${path}/file`).set('Range', 'bytes=0-1').set('If-Range', '"x"').expect(200);
      await user.get(`${path}/file`).set('Range', 'bytes=0-1').set('If-Range', new Date().toUTCString()).expect(200);
      const head = await request(app.nest.getHttpServer()).head(`${path}/file`).set('X-API-Key', user.key);
      expect(head.status).toBe(200);
      expect(head.headers['content-length']).toBe(String(picture(0).length));
    });
  });

  describe('thumbnail', () => {
    it('is a small WebP, made once', async () => {
      const { user, path } = await given();
      const answers = await Promise.all(Array.from({ length: 5 }, () => user.get(`${path}/thumbnail`).expect(200)));
      const { format, width, height } = await sharp(answers[0]?.body).metadata();
      expect(format).toBe('webp');
      expect(Math.max(width, height)).toBe(256);
      expect(new Set(answers.map((answer) => sha256(answer.body))).size).toBe(1);
      const etag = answers[0]?.headers.etag ?? '';
      await user.get(`${path}/thumbnail`).set('If-None-Match', etag).expect(304);
    });
  });

  it('carries the new label alone once its label is changed', async () => {
    const { user, job, path } = await given();
    const url = 'https://example.net/copy.jpg';
    const again = ['wheat', 'rice', 'maize'].map((keyword) => ({
      sha256: sha256(picture(0)),
      keyword,
      source: 'bing',
      url,
    }));
    await app.inContext(() => app.db.transactional(() => app.get(ImagesService).addLabels(job.jobId, again)));
    const { body: before } = await user.get(path).expect(200);
    const { body } = await user.patch(path, { keyword: 'wheat' }).expect(200);
    expect(body).toMatchObject({
      keyword: 'wheat',
      labels: [
        { keyword: 'wheat', source: 'google', url: before.original_url },
        { keyword: 'wheat', source: 'bing', url },
        { keyword: 'maize', source: 'bing', url },
      ],
    });
    expect(body.labels).toHaveLength(3);
    const listed = async (filter: string) =>
      (await user.get(`${job.path}/images?${filter}`).expect(200)).body.data.length;
    expect(
      await Promise.all(['label=wheat', 'keyword=wheat', 'label=maize', 'label=rice', 'keyword=rice'].map(listed)),
    ).toEqual([1, 1, 1, 0, 0]);
  });

  describe('takedown', () => {
    it('leaves a tombstone: no file, no description, and the bytes do not come back', async () => {
      const { user, job, ids, path } = await given(3);
      await user.get(`${path}/thumbnail`).expect(200);
      await user.delete(`${path}?reason=${encodeURIComponent('Asked to')}`).expect(200);

      for (const url of [path, `${path}/file`, `${path}/thumbnail`]) await user.get(url).expect(404);
      await user.delete(path).expect(404);
      const { body } = await user.get(`${job.path}/images`).expect(200);
      expect(new Set(body.data.map(({ id }: { id: string }) => id))).toEqual(new Set(ids.slice(1)));

      const { rows } = await sql<Record<string, unknown>>`
        select removed_reason, original_url, page_url, title, creator, attribution, storage_key, labels,
               removed_at is not null as removed from images where id = ${ids[0]}`.execute(app.db.getKysely());
      expect(rows).toEqual([
        {
          removed_reason: 'Asked to',
          removed: true,
          labels: [],
          original_url: null,
          page_url: null,
          title: null,
          creator: null,
          attribution: null,
          storage_key: null,
        },
      ]);
      const left: string[] = [];
      for await (const key of storage().listJob(job.projectId, job.jobId)) left.push(key);
      expect(left).toHaveLength(2);

      await givenImages(app, job, 'wheat', [picture(0)]);
      const { body: again } = await user.get(`${job.path}/images`).expect(200);
      expect(again.data).toHaveLength(2);
      const { body: log } = await user.get('/api/activity?action=image.removed').expect(200);
      expect(log.data).toMatchObject([{ resource_id: ids[0], metadata: { reason: 'Asked to' } }]);
    });

    it('takes the same bytes out of every job of the project, and only of this project', async () => {
      const { user, job, ids, path } = await given();
      const second = await givenJob(app, user, ['rice'], job.projectId);
      const [copy, alike] = await givenImages(app, second, 'rice', [picture(0), picture(1)]);
      await sql`update images set original_url = 'https://example.net/copy.jpg', created_at = created_at - interval '2 h'
                 where id = ${copy}`.execute(app.db.getKysely());
      await sql`update images set is_duplicate = true, duplicate_of = ${copy} where id = ${alike}`.execute(
        app.db.getKysely(),
      );
      const third = await givenJob(app, user, ['rice']);
      const [elsewhere] = await givenImages(app, third, 'rice', [picture(0)]);
      const { rows: exports } = await sql<{ id: string }>`
        insert into export_jobs (id, crawl_job_id, project_id, user_id, format, status, completed_at)
        select gen_random_uuid(), t.job, t.project, ${user.id}, 'csv', 'completed', now() - t.ago::interval
          from (values (${job.jobId}::uuid, null::uuid, '0 h'), (${second.jobId}, null, '1 h'), (null, ${job.projectId}, '1 h'),
                       (${job.jobId}, null, '1 h'), (${third.jobId}, null, '0 h')) as t (job, project, ago)
        returning id`.execute(app.db.getKysely());

      const { body } = await user.delete(`${path}?reason=Please`).expect(200);
      expect(body).toMatchObject({ image_id: ids[0], copies: [{ id: copy, crawl_job_id: second.jobId }] });
      expect(body.exports.map(({ id }: { id: string }) => id).toSorted()).toEqual(
        exports
          .slice(0, 3)
          .map(({ id }) => id)
          .toSorted(),
      );
      for (const gone of [path, `/api/images/${copy}`]) await user.get(gone).expect(404);
      await user.get(`/api/images/${elsewhere}/file`).expect(200);
      expect((await user.get(`/api/images/${alike}`).expect(200)).body).toMatchObject({ duplicate_of: null });
      for (const each of [job, second])
        expect(await storage().stat((await newImage(each, picture(0), 0)).storageKey)).toBeNull();
      const { body: log } = await user.get('/api/activity?action=image.removed').expect(200);
      const logged = log.data.map(({ resource_id }: { resource_id: string }) => resource_id);
      expect(new Set(logged)).toEqual(new Set([ids[0], copy]));
      const { body: blocks } = await user.get(`/api/projects/${job.projectId}/image-blocks`).expect(200);
      expect(blocks.data).toMatchObject([{ id: body.block_id, image_id: ids[0], urls: 2 }]);
    });

    it('keeps the bytes that another image of the job was stored as', async () => {
      const { user, job, ids, path } = await given();
      const [twin] = await givenImages(app, job, 'wheat', [picture(1)], {
        storageKey: (await newImage(job, picture(0), 0)).storageKey,
        storedSha256: sha256(picture(0)),
        fileSize: picture(0).length,
      });
      await user.delete(path).expect(200);
      await user.get(`/api/images/${twin}/file`).expect(200);
      await user.delete(`/api/images/${twin}`).expect(200);
      expect(await storage().stat((await newImage(job, picture(0), 0)).storageKey)).toBeNull();
      expect(ids).toHaveLength(1);
    });
  });

  describe('lists', () => {
    it('pages through, newest first, while images come', async () => {
      const { user, job } = await given(7);
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 4; page++) {
        const { body } = await user.get(`${job.path}/images?limit=2${cursor}`).expect(200);
        seen.push(...body.data.map(({ id }: { id: string }) => id));
        if (page === 0) await givenImages(app, job, 'wheat', pictures.slice(7, 9));
        cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
        expect(body.has_more).toBe(page < 3);
      }
      expect(new Set(seen).size).toBe(7);
      const { body } = await user.get(`/api/projects/${job.projectId}/images?limit=100`).expect(200);
      expect(body.data).toHaveLength(9);
    });

    it('filters', async () => {
      const { user, job, ids } = await given(3);
      await givenImages(app, job, 'wheat', pictures.slice(3, 5), { license: null, format: 'png', width: 9, height: 9 });
      const label = { sha256: sha256(picture(0)), keyword: 'basmati', source: 'bing', url: 'https://b' };
      const db = app.db;
      await app.inContext(() => db.transactional(() => app.get(ImagesService).addLabels(job.jobId, [label, label])));
      await sql`update images set is_valid = false, is_duplicate = true where id = ${ids[1]}`.execute(db.getKysely());
      const count = async (query: string) =>
        (await user.get(`${job.path}/images?${query}`).expect(200)).body.data.length;
      expect(await count('keyword=rice')).toBe(3);
      expect(await count('keyword=basmati')).toBe(0);
      expect(await count('label=basmati')).toBe(1);
      expect(await count('label=wheat')).toBe(2);
      expect(await count('source=google')).toBe(5);
      expect(await count('source=bing')).toBe(0);
      expect(await count('license=CC-BY-4.0')).toBe(3);
      expect(await count('license=unknown')).toBe(2);
      expect(await count('license=open')).toBe(3);
      expect(await count('license=share-alike')).toBe(0);
      expect(await count('format=png')).toBe(2);
      expect(await count('min_width=10')).toBe(3);
      expect(await count('min_height=10&format=png')).toBe(0);
      expect(await count('valid=false')).toBe(1);
      expect(await count('valid=true')).toBe(0);
      expect(await count('duplicate=true')).toBe(1);
      expect(await count('duplicate=false')).toBe(4);
      expect(await count(`keyword=${encodeURIComponent("'; drop table images; --")}`)).toBe(0);
    });

    it('reads a class of licences as crawl jobs and exports do', async () => {
      const unlisted = [
        'LicenseRef-CC-BY',
        'LicenseRef-CC-NC-ND-1.0',
        'LicenseRef-CC-BY-SA-2.0-FR',
        'LicenseRef-Museum',
        'CC-BY-4.0 OR CC-BY-NC-4.0',
        'CC-BY-4.0 AND CC-BY-NC-4.0',
        'CC-BY-4.0 AND LicenseRef-Museum OR MIT',
        'LicenseRef-CC-BY AND MIT',
      ];
      const ids = [...LICENSE_IDS, ...unlisted, 'LicenseRef-CC-Sampling-Plus-1.0'];
      for (const name of [...LICENSE_CLASSES, 'CC-BY-4.0', 'LicenseRef-Museum', 'MIT', 'CC-BY-4.0 OR CC-BY-NC-4.0']) {
        const { rows } = await sql<{ license: string }>`
          select license from unnest(${ids}::text[]) with ordinality as i (license, n)
           where ${licenseIs(name)} order by n`.execute(app.db.getKysely());
        expect(rows.map(({ license }) => license)).toEqual(ids.filter((id) => allowsLicense([name], id)));
      }
    });

    it.each([
      'license=free',
      'limit=0',
      'limit=101',
      'min_width=-1',
      'valid=yes',
      'format=bmp',
      'cursor=x',
      'unknown=1',
      'keyword=',
    ])('refuses %s', async (query) => {
      const { user, job } = await given();
      await user.get(`${job.path}/images?${query}`).expect(422);
    });

    it('refuses the cursor of another filter', async () => {
      const { user, job } = await given(3);
      const { body } = await user.get(`${job.path}/images?limit=1`).expect(200);
      await user.get(`${job.path}/images?limit=1&keyword=rice&cursor=${body.next_cursor}`).expect(422);
    });
  });

  describe('recording', () => {
    it('stores each picture of a job once, however many chunks meet it at the same time', async () => {
      const user = await app.givenUser();
      const job = await givenJob(app, user, ['rice', 'wheat', 'maize']);
      const template = await newImage(job, picture(0), 0);
      const images = Array.from({ length: 200 }, (_, position) => {
        const hash = sha256(`${job.jobId} ${position}`);
        return { ...template, position, sha256: hash, storedSha256: hash };
      });
      const flush = async ([keyword, chunkId]: [string, string], mine: typeof images) => {
        const target = { projectId: job.projectId, crawlJobId: job.jobId, chunkId, keyword, source: 'google' };
        return app.inContext(() =>
          app.db.transactional(async () => {
            const kept = await app.get(ImagesService).record(target, mine);
            const copies = mine.filter(({ position }) => !kept.has(position));
            const found = copies.map(({ sha256: hash, url }) => ({ sha256: hash, keyword, source: 'google', url }));
            await app.get(ImagesService).addLabels(job.jobId, found);
            return kept.size;
          }),
        );
      };
      const kept = await Promise.all(
        [...job.chunks].map((chunk, i) =>
          flush(
            chunk,
            (i % 2 === 0 ? images : images.toReversed()).map((image, position) => ({ ...image, position })),
          ),
        ),
      );
      expect(kept.reduce((sum, size) => sum + size)).toBe(200);
      const { rows } = await sql<{ images: number; labels: number }>`
        select count(*)::int as images, min(jsonb_array_length(labels))::int as labels
          from images where crawl_job_id = ${job.jobId}`.execute(app.db.getKysely());
      expect(rows).toEqual([{ images: 200, labels: 3 }]);
    });

    it('waits for another chunk in one order only', async () => {
      const user = await app.givenUser();
      const job = await givenJob(app, user, ['rice', 'wheat']);
      const template = await newImage(job, picture(0), 0);
      const image = (digit: string, position: number) => ({ ...template, position, sha256: digit.repeat(64) });
      const [rice = '', wheat = ''] = job.chunks.values();
      const target = { projectId: job.projectId, crawlJobId: job.jobId, keyword: 'rice', source: 'google' };
      const record = (chunkId: string, images: NewImage[]) =>
        app.get(ImagesService).record({ ...target, chunkId }, images);

      let other: Promise<Set<number>> = Promise.resolve(new Set());
      await app.inContext(() =>
        app.db.transactional(async () => {
          await record(rice, [image('1', 0)]);
          other = app.inContext(() => app.db.transactional(() => record(wheat, [image('2', 0), image('1', 1)])));
          await setTimeout(200); // it waits for what this transaction does with picture 1
          expect(await record(rice, [image('2', 1)])).toEqual(new Set([1]));
        }),
      );
      expect(await other).toEqual(new Set());
    });
  });
});
