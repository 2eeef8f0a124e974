import { sql } from 'kysely';
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { distanceOf, halvesOf } from '../../src/modules/images/duplicates/near-hash.js';
import { byKeeping } from '../../src/modules/images/duplicates/keeper.js';
import { DuplicatesService } from '../../src/modules/images/duplicates/duplicates.service.js';
import { ImagesService } from '../../src/modules/images/images.service.js';
import type { NewImage } from '../../src/modules/images/new-image.js';
import type { GivenJob } from './given-images.js';
import type { TestApp } from './test-app.js';

/** A picture that is only a row: what grouping looks at, and no bytes. */
export function imageRow(position: number, phash: string, change: Partial<NewImage> = {}): NewImage {
  const hash = randomBytes(32).toString('hex');
  return {
    position,
    url: `https://example.org/${hash}.jpg`,
    pageUrl: null,
    title: null,
    creator: null,
    license: null,
    licenseUrl: null,
    attribution: null,
    filename: `${hash}.jpg`,
    storageKey: `${hash.slice(0, 2)}/none/${hash}.jpg`,
    format: 'jpeg',
    width: 100,
    height: 100,
    fileSize: 1,
    storedSha256: hash,
    sha256: hash,
    phash,
    ...change,
  };
}

let chunks = 100; // above those that jobs are given with

/** Stores them and looks for duplicates, as a flush of the crawler does; returns their ids in order. */
export async function flush(app: TestApp, job: GivenJob, images: NewImage[], look = true): Promise<string[]> {
  const chunkId = randomUUIDv7();
  await sql`insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target, status)
            values (${chunkId}, ${job.jobId}, 1, ${++chunks}, 'rice', 'google', 0, 100, 100, 'completed')`.execute(
    app.db.getKysely(),
  );
  const target = { projectId: job.projectId, crawlJobId: job.jobId, chunkId, keyword: 'rice', source: 'google' };
  const service = app.get(ImagesService);
  await app.inContext(() => app.db.transactional(() => service.record(target, images)));
  const { rows: options } = await sql<{ distance: number | null }>`
    select (options->>'duplicate_distance')::int as distance from crawl_jobs where id = ${job.jobId}`.execute(
    app.db.getKysely(),
  );
  const positions = images.map(({ position }) => position);
  const flushed = { projectId: job.projectId, chunkId, positions, distance: options[0]?.distance ?? undefined };
  if (look) await app.inContext(() => app.get(DuplicatesService).arrived(flushed));
  const { rows } = await sql<{ id: string; position: number }>`
    select id, candidate_position as position from images where chunk_id = ${chunkId}`.execute(app.db.getKysely());
  return images.map(({ position }) => rows.find((row) => row.position === position)?.id ?? '');
}

interface GroupedRow {
  id: string;
  phash: string;
  reach: number;
  pixels: number;
  licensed: boolean;
  created: number;
  kept_apart: boolean;
  is_duplicate: boolean;
  duplicate_of: string | null;
}

/** The groups of a project as stored: keeper by picture. */
export async function storedKeepers(app: TestApp, projectId: string): Promise<Map<string, string>> {
  const rows = await read(app, projectId);
  for (const { id, is_duplicate: marked, duplicate_of: keeper } of rows)
    if (marked !== (keeper !== null)) throw new Error(`${id} is half a duplicate`);
  return new Map(rows.map(({ id, duplicate_of: keeper }) => [id, keeper ?? id]));
}

/** The same, worked out by comparing everything with everything. */
export async function expectedKeepers(app: TestApp, projectId: string): Promise<Map<string, string>> {
  const rows = (await read(app, projectId)).toSorted(byKeeping);
  const keepers = new Map<string, string>();
  for (const seed of rows) {
    if (keepers.has(seed.id)) continue;
    keepers.set(seed.id, seed.id); // rows come in the order of the rule, so the first of a group keeps
    for (const queue = [seed]; queue.length > 0;) {
      const from = queue.pop()!;
      const found = rows.filter((row) => !keepers.has(row.id) && near(from, row));
      for (const row of found) keepers.set(row.id, seed.id);
      queue.push(...found);
    }
  }
  return keepers;
}

const near = (a: GroupedRow, b: GroupedRow): boolean => {
  const reach = Math.min(a.reach, b.reach);
  return reach > 0 && !a.kept_apart && !b.kept_apart && distanceOf(halvesOf(a.phash), halvesOf(b.phash)) <= reach;
};

async function read(app: TestApp, projectId: string): Promise<GroupedRow[]> {
  const { rows } = await sql<GroupedRow>`
    select i.id, lpad(to_hex(i.phash::bigint), 16, '0') as phash, coalesce((j.options->>'duplicate_distance')::int, 6) as reach,
           i.width * i.height as pixels, i.license is not null as licensed, i.kept_apart, i.is_duplicate, i.duplicate_of,
           (extract(epoch from i.created_at) * 1000000)::float8 as created
      from images i join crawl_jobs j on j.id = i.crawl_job_id
     where i.project_id = ${projectId} and i.removed_at is null and j.deleted_at is null`.execute(app.db.getKysely());
  return rows;
}

/** The hash with these bits changed. */
export function flipped(phash: string, ...bits: number[]): string {
  const value = bits.reduce((hash, bit) => hash ^ (1n << BigInt(bit)), BigInt(`0x${phash}`));
  return value.toString(16).padStart(16, '0');
}
