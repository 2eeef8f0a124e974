import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { DomainEvent } from '../../src/common/events/domain-event.js';
import { IdempotencyKeysRepository } from '../../src/common/idempotency/idempotency-keys.repository.js';
import { ActivityRepository } from '../../src/modules/activity/activity.repository.js';
import { CrawlJobReader } from '../../src/modules/crawl-jobs/crawl-job-reader.service.js';
import { CrawlJobRepository } from '../../src/modules/crawl-jobs/crawl-job.repository.js';
import { FailuresService } from '../../src/modules/crawl-jobs/failures/failures.service.js';
import { JobPartsService } from '../../src/modules/crawl-jobs/job-parts.service.js';
import { ProjectStatsService } from '../../src/modules/crawl-jobs/project-stats.service.js';
import { CreditsRepository } from '../../src/modules/credits/credits.repository.js';
import { CreditsService } from '../../src/modules/credits/credits.service.js';
import { DatasetArchivesRepository } from '../../src/modules/datasets/dataset-archives.repository.js';
import { DatasetItemsRepository } from '../../src/modules/datasets/dataset-items.repository.js';
import { DatasetsRepository } from '../../src/modules/datasets/datasets.repository.js';
import { ExportJobsRepository } from '../../src/modules/export/export-jobs.repository.js';
import { ImageBlocksRepository } from '../../src/modules/images/blocks/image-blocks.repository.js';
import { ImageScopes } from '../../src/modules/images/image-scope.js';
import { ImagesRepository } from '../../src/modules/images/images.repository.js';
import { NewsRepository } from '../../src/modules/notifications/news.repository.js';
import { NotificationsRepository } from '../../src/modules/notifications/notifications.repository.js';
import { PreferencesRepository } from '../../src/modules/notifications/preferences.repository.js';
import { SubjectsRepository } from '../../src/modules/notifications/subjects.repository.js';
import { ApiKeysRepository } from '../../src/modules/profiles/api-keys.repository.js';
import { ProjectsRepository } from '../../src/modules/projects/projects.repository.js';
import { UrlListsRepository } from '../../src/modules/url-lists/url-lists.repository.js';
import { UsageRepository } from '../../src/modules/usage/usage.repository.js';
import { ValidationJobsRepository } from '../../src/modules/validation/validation-jobs.repository.js';
import { photographs, sha256 } from './given-images.js';
import { STORED_OTHERWISE, type Somebody } from './given-somebody.js';
import type { TestApp } from './test-app.js';

class SomeEvent extends DomainEvent {
  readonly action = 'thing.happened';
  readonly resourceType: string = 'thing';
}

/** What one statement answers to `userId`, who asks for what is somebody’s. */
type Ask = (app: TestApp, userId: string, somebody: Somebody) => Promise<unknown>;

const FIRST = { limit: 5 };
const pathOf = (userId: string, { ids }: Somebody) => ({ userId, projectId: ids.project, jobId: ids.crawlJob });
const subject =
  (resourceType: string, idOf: (somebody: Somebody) => string): Ask =>
  async (app, userId, somebody) =>
    (await app.get(SubjectsRepository).of(Object.assign(new SomeEvent(userId, idOf(somebody)), { resourceType }))).name;
/** The archive that a download of the dataset would use. */
export const archiveOf = async (app: TestApp, userId: string, { ids }: Somebody): Promise<string | null> => {
  const { rows } = await sql<{ options: object }>`
    select export_options as options from export_jobs where id = ${ids.projectExport}`.execute(app.db.getKysely());
  return app.get(DatasetArchivesRepository).findCurrent(userId, ids.project, 'imagefolder', rows[0]?.options ?? {});
};

/**
 * Statements that read, by what they read, and what a stranger must get. Earlier checks keep strangers from most of them:
 * each must do without.
 */
export const OWNER_READS: Record<string, [nothing: unknown, ask: Ask]> = {
  'kept answer': [undefined, (app, userId) => app.get(IdempotencyKeysRepository).find(userId, 'a key')],
  activity: [[], async (app, userId) => (await app.get(ActivityRepository).page(userId, FIRST)).data],
  'crawl job': ['NotFound', (app, userId, of) => app.get(CrawlJobReader).shown(pathOf(userId, of))],
  'live crawl job': ['NotFound', (app, userId, of) => app.get(CrawlJobReader).live(pathOf(userId, of))],
  'crawl jobs of a project': [
    'NotFound',
    (app, userId, { ids }) => app.get(CrawlJobReader).list(userId, ids.project, FIRST),
  ],
  'newest crawl jobs': [[], (app, userId, { ids }) => app.get(CrawlJobReader).newestOf(userId, [ids.project], 5)],
  'locked crawl job': ['NotFound', (app, userId, of) => app.get(CrawlJobRepository).lockOwn(pathOf(userId, of))],
  'open images': [0, (app, userId) => app.get(CrawlJobRepository).openImages(userId)],
  failures: ['NotFound', (app, userId, of) => app.get(FailuresService).of(pathOf(userId, of), {})],
  chunks: ['NotFound', (app, userId, of) => app.get(JobPartsService).chunks(pathOf(userId, of), FIRST)],
  statistics: ['NotFound', (app, userId, { ids }) => app.get(ProjectStatsService).of(userId, ids.project)],
  account: [undefined, (app, userId) => app.get(CreditsRepository).account(userId)],
  'locked account': [undefined, (app, userId) => app.get(CreditsRepository).lock(userId)],
  'credits to spend': [0, (app, userId) => app.get(CreditsService).spendable(userId)],
  'users with credits': [[], (app, userId) => app.get(CreditsService).ableToSpend([userId])],
  'credits that are missing': [
    'This needs 5 credits, and the balance has 0; add credits or ask for fewer images',
    async (app, userId) => (await app.get(CreditsService).refusal(userId, 5)).detail,
  ],
  movements: [[], async (app, userId) => (await app.get(CreditsRepository).transactions(userId, FIRST)).data],
  'movement by key': [
    undefined,
    (app, userId, { user }) => app.get(CreditsRepository).byKey(userId, `bonus:signup:${user.id}`),
  ],
  'cost of a job': [0, (app, userId, { waitingJob }) => app.get(CreditsRepository).spentOn(userId, waitingJob)],
  dataset: [undefined, (app, userId, { ids }) => app.get(DatasetsRepository).find(userId, ids.project)],
  'jobs of a dataset': [[], (app, userId, { ids }) => app.get(DatasetsRepository).lockJobs(userId, ids.project)],
  'items of a dataset': [
    [],
    (app, userId, { ids }) => Array.fromAsync(app.get(DatasetItemsRepository).each(userId, ids.project)),
  ],
  'archive of a dataset': ['NotFound', (app, userId, of) => archiveOf(app, userId, of)],
  'labels of images': [[], (app, userId, { ids }) => app.get(ImageScopes).labels(userId, { projectId: ids.project })],
  'newest exports': [[], (app, userId, { ids }) => app.get(ExportJobsRepository).newestOf(userId, [ids.crawlJob], 5)],
  'image blocks': [
    [],
    async (app, userId, { ids }) => (await app.get(ImageBlocksRepository).page(userId, ids.project, FIRST)).data,
  ],
  'scope of images': [
    'NotFound',
    (app, userId, { ids }) =>
      app
        .get(ImageScopes)
        .require(userId, { projectId: ids.project })
        .then(() => 'there'),
  ],
  image: [undefined, (app, userId, { ids }) => app.get(ImagesRepository).find(userId, ids.image)],
  'file as it is stored': [
    [],
    (app, userId, { ids }) => app.get(ImagesRepository).fetchedAs(userId, ids.project, STORED_OTHERWISE),
  ],
  'images of the same bytes': [
    [],
    async (app, userId, { ids }) => {
      const fetched = (await photographs(1)).map(sha256);
      return app.get(ImagesRepository).sameBytes(userId, ids.project, fetched, 5);
    },
  ],
  'unread notifications': [0, (app, userId) => app.get(NotificationsRepository).unreadCount(userId)],
  notification: [
    undefined,
    (app, userId, { ids }) => app.get(NotificationsRepository).findLocked(userId, ids.notification),
  ],
  news: [
    { unread: 0, notifications: [] },
    (app, userId) =>
      app.get(NewsRepository).since(userId, { at: '2000-01-01', id: randomUUID() }, new Date(0).toISOString(), []),
  ],
  'place in the news': [
    '00000000-0000-0000-0000-000000000000',
    async (app, userId, { ids }) => (await app.get(NewsRepository).position(userId, ids.notification)).id,
  ],
  'wish for e-mail': [true, async (app, userId) => (await app.get(PreferencesRepository).of(userId)).email_enabled],
  'name of a crawl job': [null, subject('crawl_job', ({ ids }) => ids.crawlJob)],
  'name of an export': [null, subject('export_job', ({ ids }) => ids.projectExport)],
  'name of a validation': [null, subject('validation_job', ({ ids }) => ids.validationJob)],
  'name of a key': [null, subject('api_key', ({ ids }) => ids.apiKey)],
  'API key': [undefined, (app, userId, { ids }) => app.get(ApiKeysRepository).find(userId, ids.apiKey)],
  project: [undefined, (app, userId, { ids }) => app.get(ProjectsRepository).find(userId, ids.project)],
  'projects of crawl jobs': [
    [],
    (app, userId, { ids }) => app.get(ProjectsRepository).ofCrawlJobs(userId, [ids.crawlJob]),
  ],
  'URL list': [undefined, (app, userId, { ids }) => app.get(UrlListsRepository).find(userId, ids.project, ids.urlList)],
  'number of URL lists': [0, async (app, userId) => (await app.get(UrlListsRepository).useOf(userId)).lists],
  usage: [[], (app, userId) => app.get(UsageRepository).allDays(userId)],
  'job to validate': [
    false,
    (app, userId, of) => app.get(ValidationJobsRepository).lockJob(userId, pathOf(userId, of)),
  ],
  'newest validations': [
    [],
    (app, userId, { ids }) => app.get(ValidationJobsRepository).newestOf(userId, [ids.crawlJob], 5),
  ],
};
