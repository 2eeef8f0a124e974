import { Migrator } from '@mikro-orm/migrations';
import { defineConfig } from '@mikro-orm/postgresql';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IdempotencyRecord } from './src/common/idempotency/idempotency-record.entity.js';
import { ActivityLog } from './src/modules/activity/activity-log.entity.js';
import { BlockRule } from './src/modules/block-rules/block-rule.entity.js';
import { CrawlCandidate } from './src/modules/crawl-jobs/crawl-candidate.entity.js';
import { CrawlJob } from './src/modules/crawl-jobs/crawl-job.entity.js';
import { JobChunk } from './src/modules/crawl-jobs/job-chunk.entity.js';
import { CreditAccount } from './src/modules/credits/credit-account.entity.js';
import { CreditTransaction } from './src/modules/credits/credit-transaction.entity.js';
import { PaymentEvent } from './src/modules/credits/payment-event.entity.js';
import { DeprecationUsage } from './src/modules/deprecations/deprecation-usage.entity.js';
import { ExportJob } from './src/modules/export/export-job.entity.js';
import { ImageBlock } from './src/modules/images/blocks/image-block.entity.js';
import { Image } from './src/modules/images/image.entity.js';
import { NotificationPreference } from './src/modules/notifications/notification-preference.entity.js';
import { Notification } from './src/modules/notifications/notification.entity.js';
import { Outbox } from './src/modules/notifications/outbox.entity.js';
import { ApiKey } from './src/modules/profiles/api-key.entity.js';
import { Profile } from './src/modules/profiles/profile.entity.js';
import { Project } from './src/modules/projects/project.entity.js';
import { UrlList } from './src/modules/url-lists/url-list.entity.js';
import { UsageMetric } from './src/modules/usage/usage-metric.entity.js';
import { ValidationJob } from './src/modules/validation/validation-job.entity.js';
import { ValidationResult } from './src/modules/validation/validation-result.entity.js';

const here = dirname(fileURLToPath(import.meta.url));
// the snapshot says what the entities were at the last migration; `migration:up` would overwrite it from the database
const snapshot = process.argv.some((argument) => /^migration:(create|check)$/.test(argument));

/** The schema's table of contents: the application and the command line both read it. */
export default defineConfig({
  clientUrl: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/pixcrawler',
  // parents first
  entities: [
    Profile,
    ApiKey,
    Project,
    BlockRule,
    UrlList,
    CrawlJob,
    JobChunk,
    CrawlCandidate,
    Image,
    ImageBlock,
    CreditAccount,
    CreditTransaction,
    PaymentEvent,
    UsageMetric,
    Notification,
    NotificationPreference,
    Outbox,
    ValidationJob,
    ValidationResult,
    ExportJob,
    ActivityLog,
    DeprecationUsage,
    IdempotencyRecord,
  ],
  extensions: [Migrator],
  migrations: {
    path: `${here}/migrations`,
    pathTs: `${here}/migrations`,
    snapshot,
    snapshotName: '.snapshot',
    disableForeignKeys: false,
  },
  forceUtcTimezone: true,
});
