import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { DownloadLinks } from '../../../src/modules/datasets/download-link.js';
import { checkedOptions } from '../../../src/modules/export/export-options.js';
import { imagefolder } from '../../../src/modules/export/formats/imagefolder.js';
import { ExportLinks } from '../../../src/modules/export/links/export-links.js';
import { ApiKeysService } from '../../../src/modules/profiles/api-keys.service.js';
import { entryLine, headLine, listKey } from '../../../src/crawler/sources/urls/stored-list.js';
import { Storage } from '../../../src/storage/storage.js';
import { givenImages, givenJob, photographs, sha256 } from '../given-images.js';
import type { TestApp } from '../test-app.js';
import type { TestUser } from '../test-user.js';

export type ResourceKind =
  | 'project'
  | 'crawlJob'
  | 'urlList'
  | 'image'
  | 'apiKey'
  | 'crawlJobExport'
  | 'projectExport'
  | 'notification'
  | 'blockRule'
  | 'globalBlockRule'
  | 'profile'
  | 'imageBlock'
  | 'validationJob';

/** Ids of one resource of each kind, each the child of the one above it. */
export interface ResourceIds extends Readonly<Record<ResourceKind, string>> {
  /** Profile of the owner. */
  readonly user: string;
  /** Opens the project's archive to whoever has it. */
  readonly archiveToken: string;
  /** Opens the archive of the project's export to whoever has it. */
  readonly exportToken: string;
}

/** What a `{parameter}` names, told by the path segment before it. */
const KINDS: Record<string, (path: string) => ResourceKind> = {
  projects: () => 'project',
  datasets: () => 'project', // of the old model
  'crawl-jobs': () => 'crawlJob',
  'url-lists': () => 'urlList',
  images: () => 'image',
  'validation-jobs': () => 'validationJob',
  'image-blocks': () => 'imageBlock',
  'api-keys': () => 'apiKey',
  notifications: () => 'notification',
  profiles: () => 'profile',
  'block-rules': (path) => (path.includes('/admin/') ? 'globalBlockRule' : 'blockRule'),
  'export-jobs': (path) => (path.includes('/crawl-jobs/') ? 'crawlJobExport' : 'projectExport'),
};

/** Kinds of resource that the path's parameters name, in order. @throws Error for a parameter that no test can fill yet */
export function kindsIn(path: string): ResourceKind[] {
  const segments = path.split('/');
  return segments.flatMap((segment, index) => {
    if (!segment.startsWith('{')) return [];
    const kind = KINDS[segments[index - 1] ?? ''];
    if (!kind) throw new Error(`${path}: no recipe for ${segment}; add its kind to test/support/openapi/resources.ts`);
    return [kind(path)];
  });
}

/** The path with its parameters replaced in order. Values are put in as they are. */
export function fillPath(path: string, values: readonly string[]): string {
  const left = [...values];
  return path.replace(/\{\w+\}/g, () => left.shift() ?? '');
}

export const ownPath = (path: string, ids: ResourceIds): string =>
  fillPath(
    path,
    kindsIn(path).map((kind) => ids[kind]),
  );

export const missingIds = (): ResourceIds => {
  const id = randomUUIDv7;
  return {
    project: id(),
    crawlJob: id(),
    urlList: id(),
    image: id(),
    apiKey: id(),
    crawlJobExport: id(),
    projectExport: id(),
    notification: id(),
    validationJob: id(),
    imageBlock: id(),
    blockRule: id(),
    globalBlockRule: id(),
    profile: id(),
    user: id(),
    archiveToken: 'none',
    exportToken: 'none',
  };
};

/** One resource of each kind: a project with a finished crawl job, an image of it, archives of both, and a spare key. */
export async function givenResources(app: TestApp, user: TestUser): Promise<ResourceIds> {
  const job = await givenJob(app, user, ['rice']);
  const chunk = job.chunks.get('rice') ?? '';
  const [image = ''] = await givenImages(app, job, 'rice', await photographs(1));
  for (const [position, outcome] of ['stored', 'timeout', 'http_not_found'].entries()) {
    const url = `https://example.org/${position}`;
    await sql`insert into crawl_candidates (id, job_id, chunk_id, position, url, url_hash, host, outcome)
              values (${randomUUIDv7()}, ${job.jobId}, ${chunk}, ${position}, ${url}, ${sha256(url)}, 'example.org', ${outcome})`.execute(
      app.db.getKysely(),
    );
  }
  const { row: key } = await app.inContext(() =>
    app.get(ApiKeysService).issue(user.id, { name: 'spare', scopes: ['profile:read'], expires_at: null }),
  );
  const exportId = await givenExport(app, user, job.projectId, null);
  const grant = { projectId: job.projectId, userId: user.id, exportId };
  return {
    project: job.projectId,
    crawlJob: job.jobId,
    urlList: await givenUrlList(app, user, job.projectId),
    image,
    apiKey: key.id,
    crawlJobExport: await givenExport(app, user, job.projectId, job.jobId),
    projectExport: exportId,
    notification: await givenNotification(app, user),
    validationJob: await givenValidation(app, user, job.jobId, image),
    imageBlock: await givenImageBlock(app, job.projectId),
    blockRule: await givenBlockRule(app, job.projectId),
    globalBlockRule: await givenGlobalBlockRule(app, user),
    profile: await givenProfile(app, user),
    user: user.id,
    archiveToken: app.get(DownloadLinks).sign(grant, new Date(Date.now() + 3_600_000)),
    exportToken: app.get(ExportLinks).sign(exportId, user.id, new Date(Date.now() + 3_600_000)),
  };
}

/** A finished export with an archive, as its worker leaves it. */
async function givenExport(app: TestApp, user: TestUser, projectId: string, jobId: string | null): Promise<string> {
  const id = randomUUIDv7();
  const bytes = Buffer.from(`archive ${id}`);
  const options = JSON.stringify(await checkedOptions(imagefolder, {}));
  const key = `exports/${projectId}/${id}-1.zip`;
  const manifest = Buffer.from(`${JSON.stringify({ source_sha256: sha256(id), label: 'rice', split: 'train' })}\n`);
  const storage = app.nest.get<Storage>(Storage, { strict: false });
  await storage.put(key, bytes);
  await storage.put(key.replace(/zip$/, 'manifest.jsonl'), manifest);
  await sql`
    insert into export_jobs (id, crawl_job_id, project_id, user_id, format, export_options, status, fence, progress, total_images, file_size,
                             sha256, storage_key, manifest_size, manifest_sha256, started_at, completed_at)
    values (${id}, ${jobId}, ${jobId === null ? projectId : null}, ${user.id}, 'imagefolder', ${options}, 'completed', 1, 100, 1,
            ${bytes.length}, ${sha256(bytes)}, ${key}, ${manifest.length}, ${sha256(manifest)}, now(), now())`.execute(
    app.db.getKysely(),
  );
  return id;
}

async function givenImageBlock(app: TestApp, projectId: string): Promise<string> {
  const id = randomUUIDv7();
  await sql`insert into image_blocks (id, project_id, image_id, sha256, url_hashes, reason, exports)
            values (${id}, ${projectId}, ${randomUUIDv7()}, ${sha256(id)}, '{}', 'Asked to', '[]')`.execute(
    app.db.getKysely(),
  );
  return id;
}

/** A finished validation with a result. */
async function givenValidation(app: TestApp, user: TestUser, jobId: string, image: string): Promise<string> {
  const id = randomUUIDv7();
  const db = app.db.getKysely();
  await sql`insert into validation_jobs (id, crawl_job_id, user_id, status, total_images, completed_at)
            values (${id}, ${jobId}, ${user.id}, 'completed', 1, now())`.execute(db);
  await sql`insert into validation_results (id, validation_job_id, image_id, measures, failed, is_valid)
            values (${randomUUIDv7()}, ${id}, ${image}, '{"aspect": 0.5}', '{}', true)`.execute(db);
  return id;
}

/** A list of one address, as an upload leaves it. */
async function givenUrlList(app: TestApp, user: TestUser, projectId: string): Promise<string> {
  const id = randomUUIDv7();
  const entries = Buffer.from(headLine(false) + entryLine({ url: 'https://example.org/a.png' }));
  await app.nest.get<Storage>(Storage, { strict: false }).put(listKey(projectId, id), entries);
  await sql`
    insert into url_lists (id, project_id, user_id, name, status, format, columns, sent_bytes, stored_bytes, sha256, row_count, url_count)
    values (${id}, ${projectId}, ${user.id}, 'a list', 'ready', 'txt', '{"url": "url"}', 25, ${entries.length}, ${sha256('x')}, 1, 1)`.execute(
    app.db.getKysely(),
  );
  return id;
}

/** Somebody whom an administrator can administer; for others, somebody who is gone. */
async function givenProfile(app: TestApp, { id: userId }: TestUser): Promise<string> {
  const id = randomUUIDv7();
  await sql`insert into profiles (id, email, deleted_at)
            select ${id}, ${`${id}@test.example`}, case role when 'admin' then null else now() end
              from profiles where id = ${userId}`.execute(app.db.getKysely());
  return id;
}

async function givenBlockRule(app: TestApp, projectId: string | null): Promise<string> {
  const id = randomUUIDv7();
  const host = `${id}.example`;
  await sql`insert into block_rules (id, project_id, kind, value, host)
            values (${id}, ${projectId}, 'host', ${host}, ${host})`.execute(app.db.getKysely());
  return id;
}

/** Of administrators; for others, one that is gone. */
async function givenGlobalBlockRule(app: TestApp, user: TestUser): Promise<string> {
  const { rows } = await sql`select 1 from profiles where id = ${user.id} and role = 'admin'`.execute(
    app.db.getKysely(),
  );
  return rows.length > 0 ? givenBlockRule(app, null) : randomUUIDv7();
}

async function givenNotification(app: TestApp, user: TestUser): Promise<string> {
  const id = randomUUIDv7();
  await sql`insert into notifications (id, user_id, category, type, title, message)
            values (${id}, ${user.id}, 'exports', 'export_job.completed', 'A title', 'A message')`.execute(
    app.db.getKysely(),
  );
  return id;
}

const setJob =
  (status: string, reason: string | null = null) =>
  (app: TestApp, ids: ResourceIds) =>
    sql`update crawl_jobs set status = ${status}, pause_reason = ${reason} where id = ${ids.crawlJob}`.execute(
      app.db.getKysely(),
    );

/** States that the operations want which a finished job and an active project do not have. */
const PREPARATIONS: Record<string, (app: TestApp, ids: ResourceIds) => Promise<unknown>> = {
  pauseCrawlJob: setJob('running'),
  resumeCrawlJob: setJob('paused', 'user'),
  cancelCrawlJob: setJob('running'),
  cancelDataset: setJob('running'),
  buildDataset: setJob('failed'),
  // a key may grant only what it has
  rotateApiKey: (app, ids) =>
    sql`update api_keys set scopes = '{keys:write}' where id = ${ids.apiKey}`.execute(app.db.getKysely()),
  restoreProject: (app, ids) =>
    sql`update projects set status = 'archived' where id = ${ids.project}`.execute(app.db.getKysely()),
};

/** Brings resources into the state in which the operation succeeds. */
export async function prepareFor(operationId: string, app: TestApp, ids: ResourceIds): Promise<void> {
  await PREPARATIONS[operationId]?.(app, ids);
}
