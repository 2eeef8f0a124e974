// Long because it is one atomic migration: every table of the first schema, as the two schema decisions ask.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261122000000_initial extends Migration {
  override name = 'Migration20261122000000_initial';

  override up(): void {
    this.addSql(`create table "profiles" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "email" varchar(320) not null,
      "full_name" varchar(200) null,
      "avatar_url" text null,
      "role" varchar(20) not null default 'user',
      "onboarding_completed" boolean not null default false,
      "onboarding_completed_at" timestamptz null,
      "suspended_at" timestamptz null,
      "deleted_at" timestamptz null,
      primary key ("id"));`);
    this.addSql(`alter table "profiles" add constraint "profiles_email_unique" unique ("email");`);
    this.addSql(`alter table "profiles" add constraint "profiles_role_check" check (role in ('user', 'admin'));`);

    this.addSql(`create table "notification_preferences" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "in_app_enabled" boolean not null default true,
      "email_enabled" boolean not null default true,
      "webhook_enabled" boolean not null default true,
      "categories" jsonb not null default '{}',
      "digest" varchar(20) not null default 'realtime',
      "quiet_hours_start" time(0) null,
      "quiet_hours_end" time(0) null,
      "time_zone" varchar(64) not null default 'UTC',
      primary key ("id"));`);
    this.addSql(
      `alter table "notification_preferences" add constraint "notification_preferences_user_id_unique" unique ("user_id");`,
    );
    this.addSql(
      `alter table "notification_preferences" add constraint "notification_preferences_digest_check" check (digest in ('realtime', 'daily', 'weekly'));`,
    );

    this.addSql(`create table "notifications" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "category" varchar(40) not null,
      "type" varchar(60) not null,
      "title" varchar(200) not null,
      "message" text not null,
      "action_url" text null,
      "metadata" jsonb not null default '{}',
      "is_read" boolean not null default false,
      "read_at" timestamptz null,
      primary key ("id"));`);
    this.addSql(
      `create index "notifications_user_id_created_at_id_index" on "notifications" ("user_id", "created_at", "id");`,
    );

    this.addSql(`create table "credit_accounts" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "balance" bigint not null default '0',
      "reserved" bigint not null default '0',
      "spent" bigint not null default '0',
      "auto_refill_enabled" boolean not null default false,
      "refill_threshold" int null,
      "refill_amount" int null,
      "monthly_limit" int null,
      primary key ("id"));`);
    this.addSql(`alter table "credit_accounts" add constraint "credit_accounts_user_id_unique" unique ("user_id");`);
    this.addSql(
      `alter table "credit_accounts" add constraint "credit_accounts_never_negative" check (balance >= 0 and reserved >= 0 and spent >= 0);`,
    );

    this.addSql(`create table "credit_transactions" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "account_id" uuid not null,
      "user_id" uuid not null,
      "type" varchar(20) not null,
      "amount" bigint not null,
      "d_balance" bigint not null,
      "d_reserved" bigint not null,
      "d_spent" bigint not null,
      "balance_after" bigint not null,
      "job_id" uuid null,
      "chunk_id" uuid null,
      "idempotency_key" varchar(200) not null,
      "description" varchar(200) null,
      "metadata" jsonb not null default '{}',
      primary key ("id"));`);
    this.addSql(
      `alter table "credit_transactions" add constraint "credit_transactions_idempotency_key_unique" unique ("idempotency_key");`,
    );
    this.addSql(
      `create index "credit_transactions_user_id_created_at_index" on "credit_transactions" ("user_id", "created_at");`,
    );
    this.addSql(
      `create index "credit_transactions_account_id_created_at_id_index" on "credit_transactions" ("account_id", "created_at", "id");`,
    );
    this.addSql(`create index "credit_transactions_job_id_index" on "credit_transactions" ("job_id");`);
    this.addSql(
      `alter table "credit_transactions" add constraint "credit_transactions_type_check" check (type in ('purchase', 'bonus', 'refund', 'reserve', 'usage', 'release', 'adjust'));`,
    );
    this.addSql(
      `alter table "credit_transactions" add constraint "credit_transactions_sum_check" check (d_balance + d_reserved + d_spent = amount);`,
    );
    this.addSql(
      `alter table "credit_transactions" add constraint "credit_transactions_amount_check" check (type not in ('reserve', 'usage', 'release') or amount = 0);`,
    );

    this.addSql(`create table "api_keys" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "name" varchar(100) not null,
      "prefix" varchar(20) not null,
      "last4" varchar(4) not null,
      "hash" varchar(64) not null,
      "scopes" text[] not null,
      "expires_at" timestamptz null,
      "revoked_at" timestamptz null,
      "last_used_at" timestamptz null,
      "last_used_ip" varchar(45) null,
      "rate_limit" int null,
      primary key ("id"));`);
    this.addSql(`alter table "api_keys" add constraint "api_keys_hash_unique" unique ("hash");`);
    this.addSql(`create index "api_keys_user_id_created_at_id_index" on "api_keys" ("user_id", "created_at", "id");`);

    this.addSql(`create table "activity_logs" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "action" varchar(60) not null,
      "resource_type" varchar(40) not null,
      "resource_id" uuid not null,
      "metadata" jsonb not null default '{}',
      "timestamp" timestamptz not null default now(),
      "ip" varchar(45) null,
      "request_id" varchar(100) null,
      primary key ("id"));`);
    this.addSql(`create index "activity_logs_user_id_index" on "activity_logs" ("user_id");`);
    this.addSql(`create index "activity_logs_timestamp_index" on "activity_logs" ("timestamp");`);
    this.addSql(
      `create index "activity_logs_user_id_created_at_id_index" on "activity_logs" ("user_id", "created_at", "id");`,
    );

    this.addSql(`create table "projects" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "name" varchar(100) not null,
      "description" text null,
      "status" varchar(20) not null default 'active',
      "settings" jsonb not null default '{}',
      "deleted_at" timestamptz null,
      "version" int not null default 1,
      primary key ("id"));`);
    this.addSql(`create index "projects_user_id_index" on "projects" ("user_id");`);
    this.addSql(`create index "projects_user_id_created_at_id_index" on "projects" ("user_id", "created_at", "id");`);
    this.addSql(`alter table "projects" add constraint "projects_id_user_id_unique" unique ("id", "user_id");`);
    this.addSql(
      `alter table "projects" add constraint "projects_status_check" check (status in ('active', 'archived'));`,
    );

    this.addSql(`create table "crawl_jobs" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "project_id" uuid not null,
      "user_id" uuid not null,
      "name" varchar(100) not null,
      "keywords" jsonb not null,
      "sources" jsonb not null,
      "max_images" int not null,
      "options" jsonb not null default '{}',
      "status" varchar(20) not null default 'pending',
      "pause_reason" varchar(20) null,
      "run" int not null default 1,
      "priority" smallint not null default 0,
      "total_chunks" int not null default 0,
      "active_chunks" int not null default 0,
      "completed_chunks" int not null default 0,
      "failed_chunks" int not null default 0,
      "progress" smallint not null default 0,
      "candidates" int not null default 0,
      "downloaded_images" int not null default 0,
      "valid_images" int not null default 0,
      "duplicates" int not null default 0,
      "failed_downloads" int not null default 0,
      "unit_price" int not null default 1,
      "error" text null,
      "shortfall" jsonb null,
      "event_seq" int not null default 0,
      "template_id" uuid null,
      "schedule_id" uuid null,
      "started_at" timestamptz null,
      "completed_at" timestamptz null,
      "tidied_at" timestamptz null,
      "deleted_at" timestamptz null,
      "version" int not null default 1,
      primary key ("id"));`);
    this.addSql(`create index "crawl_jobs_project_id_index" on "crawl_jobs" ("project_id");`);
    this.addSql(`create index "crawl_jobs_status_index" on "crawl_jobs" ("status");`);
    this.addSql(`create index "crawl_jobs_project_id_status_index" on "crawl_jobs" ("project_id", "status");`);
    this.addSql(`create index "crawl_jobs_created_at_index" on "crawl_jobs" ("created_at");`);
    this.addSql(
      `create index "crawl_jobs_project_id_created_at_id_index" on "crawl_jobs" ("project_id", "created_at", "id");`,
    );
    this.addSql(
      `create index "crawl_jobs_user_id_created_at_id_index" on "crawl_jobs" ("user_id", "created_at", "id");`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_id_project_id_unique" unique ("id", "project_id");`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_status_check" check (status in ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled'));`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_max_images_check" check (max_images between 1 and 1000000);`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_priority_check" check (priority between 0 and 10);`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_never_beyond_max_images" check (downloaded_images between 0 and max_images);`,
    );

    this.addSql(`create table "job_chunks" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "job_id" uuid not null,
      "run" int not null,
      "chunk_index" int not null,
      "keyword" varchar(100) not null,
      "source" varchar(40) not null,
      "slice" varchar(100) not null default '',
      "range_start" int not null,
      "range_end" int not null,
      "target" int not null,
      "cursor" text null,
      "discovered" boolean not null default false,
      "lane_end" varchar(30) null,
      "status" varchar(20) not null default 'pending',
      "priority" smallint not null default 0,
      "fence" int not null default 0,
      "lease_until" timestamptz null,
      "available_at" timestamptz not null default now(),
      "rung_at" timestamptz null,
      "attempts_without_progress" int not null default 0,
      "retry_count" int not null default 0,
      "candidates" int not null default 0,
      "stored" int not null default 0,
      "outcomes" jsonb not null default '{}',
      "duplicate_urls" int not null default 0,
      "error_message" text null,
      "version" int not null default 1,
      primary key ("id"));`);
    this.addSql(`create index "job_chunks_job_id_index" on "job_chunks" ("job_id");`);
    this.addSql(
      `alter table "job_chunks" add constraint "job_chunks_job_id_chunk_index_unique" unique ("job_id", "chunk_index");`,
    );
    this.addSql(
      `alter table "job_chunks" add constraint "job_chunks_status_check" check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled'));`,
    );
    this.addSql(
      `alter table "job_chunks" add constraint "job_chunks_target_check" check (target between 1 and 100 and stored between 0 and target);`,
    );
    this.addSql(
      `alter table "job_chunks" add constraint "job_chunks_image_range_check" check (range_end - range_start = target);`,
    );

    this.addSql(`create table "images" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "project_id" uuid not null,
      "crawl_job_id" uuid not null,
      "chunk_id" uuid not null,
      "candidate_position" int not null,
      "keyword" varchar(100) not null,
      "labels" jsonb not null,
      "source" varchar(40) not null,
      "original_url" text null,
      "page_url" text null,
      "title" text null,
      "creator" text null,
      "license" varchar(100) null,
      "license_url" text null,
      "attribution" text null,
      "filename" varchar(100) not null,
      "storage_key" text null,
      "format" varchar(10) not null,
      "width" int not null,
      "height" int not null,
      "file_size" int not null,
      "stored_sha256" varchar(64) not null,
      "sha256" varchar(64) not null,
      "phash" bit(64) not null,
      "is_valid" boolean null,
      "is_duplicate" boolean not null default false,
      "duplicate_of" uuid null,
      "metadata" jsonb not null default '{}',
      "downloaded_at" timestamptz not null default now(),
      "removed_at" timestamptz null,
      "removed_reason" varchar(200) null,
      primary key ("id"));`);
    this.addSql(`create index "images_crawl_job_id_index" on "images" ("crawl_job_id");`);
    this.addSql(`create index "images_created_at_index" on "images" ("created_at");`);
    this.addSql(`create index "images_project_id_created_at_id_index" on "images" ("project_id", "created_at", "id");`);
    this.addSql(
      `create index "images_crawl_job_id_created_at_id_index" on "images" ("crawl_job_id", "created_at", "id");`,
    );
    this.addSql(`create index "images_duplicate_of_index" on "images" ("duplicate_of");`);
    this.addSql(
      `alter table "images" add constraint "images_crawl_job_id_sha256_unique" unique ("crawl_job_id", "sha256");`,
    );
    this.addSql(
      `alter table "images" add constraint "images_chunk_id_candidate_position_unique" unique ("chunk_id", "candidate_position");`,
    );

    this.addSql(`create table "export_jobs" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "crawl_job_id" uuid null,
      "project_id" uuid null,
      "user_id" uuid not null,
      "format" varchar(30) not null,
      "export_options" jsonb not null default '{}',
      "status" varchar(20) not null default 'pending',
      "fence" int not null default 0,
      "lease_until" timestamptz null,
      "available_at" timestamptz not null default now(),
      "attempts" int not null default 0,
      "progress" smallint not null default 0,
      "total_images" int null,
      "file_size" bigint null,
      "sha256" varchar(64) null,
      "storage_key" text null,
      "expires_at" timestamptz null,
      "superseded_at" timestamptz null,
      "started_at" timestamptz null,
      "completed_at" timestamptz null,
      "error" text null,
      primary key ("id"));`);
    this.addSql(
      `create index "export_jobs_crawl_job_id_created_at_id_index" on "export_jobs" ("crawl_job_id", "created_at", "id");`,
    );
    this.addSql(
      `create index "export_jobs_project_id_created_at_id_index" on "export_jobs" ("project_id", "created_at", "id");`,
    );
    this.addSql(`create index "export_jobs_status_index" on "export_jobs" ("status");`);
    this.addSql(`create index "export_jobs_user_id_index" on "export_jobs" ("user_id");`);
    this.addSql(
      `alter table "export_jobs" add constraint "export_jobs_one_subject" check (num_nonnulls(crawl_job_id, project_id) = 1);`,
    );
    this.addSql(
      `alter table "export_jobs" add constraint "export_jobs_status_check" check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled'));`,
    );

    this.addSql(`create table "crawl_candidates" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "job_id" uuid not null,
      "chunk_id" uuid not null,
      "position" int not null,
      "url" text not null,
      "url_hash" varchar(64) not null,
      "host" varchar(255) not null,
      "page_url" text null,
      "title" text null,
      "creator" text null,
      "license" varchar(100) null,
      "license_url" text null,
      "attribution" text null,
      "attempts" int not null default 0,
      "available_at" timestamptz null,
      "outcome" varchar(30) null,
      "http_status" smallint null,
      "detail" text null,
      primary key ("id"));`);
    this.addSql(
      `alter table "crawl_candidates" add constraint "crawl_candidates_chunk_id_position_unique" unique ("chunk_id", "position");`,
    );
    this.addSql(
      `alter table "crawl_candidates" add constraint "crawl_candidates_job_id_url_hash_unique" unique ("job_id", "url_hash");`,
    );

    this.addSql(`create table "usage_metrics" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "metric_date" date not null,
      "images_processed" bigint not null default '0',
      "images_limit" bigint null,
      "storage_bytes" bigint not null default '0',
      "storage_limit_bytes" bigint null,
      "api_calls" bigint not null default '0',
      "api_calls_limit" bigint null,
      "bandwidth_bytes" bigint not null default '0',
      "bandwidth_limit_bytes" bigint null,
      primary key ("id"));`);
    this.addSql(
      `alter table "usage_metrics" add constraint "usage_metrics_user_id_metric_date_unique" unique ("user_id", "metric_date");`,
    );

    this.addSql(`create table "validation_jobs" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "crawl_job_id" uuid not null,
      "user_id" uuid not null,
      "level" varchar(20) not null default 'standard',
      "validation_rules" jsonb not null default '{}',
      "status" varchar(20) not null default 'pending',
      "fence" int not null default 0,
      "lease_until" timestamptz null,
      "progress" smallint not null default 0,
      "total_images" int not null default 0,
      "checked_images" int not null default 0,
      "valid_images" int not null default 0,
      "invalid_images" int not null default 0,
      "report" jsonb null,
      "started_at" timestamptz null,
      "completed_at" timestamptz null,
      "error" text null,
      primary key ("id"));`);
    this.addSql(
      `create index "validation_jobs_crawl_job_id_created_at_id_index" on "validation_jobs" ("crawl_job_id", "created_at", "id");`,
    );
    this.addSql(`create index "validation_jobs_status_index" on "validation_jobs" ("status");`);
    this.addSql(`create index "validation_jobs_user_id_index" on "validation_jobs" ("user_id");`);
    this.addSql(
      `alter table "validation_jobs" add constraint "validation_jobs_status_check" check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled'));`,
    );
    this.addSql(
      `alter table "validation_jobs" add constraint "validation_jobs_level_check" check (level in ('basic', 'standard', 'strict'));`,
    );

    this.addSql(
      `alter table "notification_preferences" add constraint "notification_preferences_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "notifications" add constraint "notifications_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "credit_accounts" add constraint "credit_accounts_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "credit_transactions" add constraint "credit_transactions_account_id_foreign" foreign key ("account_id") references "credit_accounts" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "credit_transactions" add constraint "credit_transactions_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "api_keys" add constraint "api_keys_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "activity_logs" add constraint "activity_logs_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "projects" add constraint "projects_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "job_chunks" add constraint "job_chunks_job_id_foreign" foreign key ("job_id") references "crawl_jobs" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "images" add constraint "images_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "images" add constraint "images_crawl_job_id_foreign" foreign key ("crawl_job_id") references "crawl_jobs" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "images" add constraint "images_chunk_id_foreign" foreign key ("chunk_id") references "job_chunks" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "export_jobs" add constraint "export_jobs_crawl_job_id_foreign" foreign key ("crawl_job_id") references "crawl_jobs" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "export_jobs" add constraint "export_jobs_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "export_jobs" add constraint "export_jobs_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "crawl_candidates" add constraint "crawl_candidates_job_id_foreign" foreign key ("job_id") references "crawl_jobs" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "crawl_candidates" add constraint "crawl_candidates_chunk_id_foreign" foreign key ("chunk_id") references "job_chunks" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "usage_metrics" add constraint "usage_metrics_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "validation_jobs" add constraint "validation_jobs_crawl_job_id_foreign" foreign key ("crawl_job_id") references "crawl_jobs" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "validation_jobs" add constraint "validation_jobs_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );

    // the owner of a job is the owner of its project, the project of an image is the project of its job
    this.addSql(
      `alter table "crawl_jobs" add constraint "crawl_jobs_project_id_user_id_foreign" foreign key ("project_id", "user_id") references "projects" ("id", "user_id") on delete cascade;`,
    );
    this.addSql(
      `alter table "images" add constraint "images_crawl_job_id_project_id_foreign" foreign key ("crawl_job_id", "project_id") references "crawl_jobs" ("id", "project_id") on delete cascade;`,
    );

    // what is due: the dispatcher reads nothing else
    this.addSql(
      `create index "job_chunks_due" on "job_chunks" ("available_at", "job_id") where status in ('pending', 'processing');`,
    );
    this.addSql(
      `create index "export_jobs_due" on "export_jobs" ("available_at") where status in ('pending', 'processing');`,
    );
    this.addSql(
      `create index "crawl_jobs_untidied" on "crawl_jobs" ("completed_at") where tidied_at is null and completed_at is not null;`,
    );

    this.addSql(`create index "crawl_jobs_deleted" on "crawl_jobs" ("deleted_at") where deleted_at is not null;`);
    this.addSql(`create index "projects_deleted" on "projects" ("deleted_at") where deleted_at is not null;`);

    // near duplicates: four 16-bit bands of the perceptual hash
    this.addSql(`create index "images_phash_band_1" on "images" ("project_id", (substring("phash" from 1 for 16)));`);
    this.addSql(`create index "images_phash_band_2" on "images" ("project_id", (substring("phash" from 17 for 16)));`);
    this.addSql(`create index "images_phash_band_3" on "images" ("project_id", (substring("phash" from 33 for 16)));`);
    this.addSql(`create index "images_phash_band_4" on "images" ("project_id", (substring("phash" from 49 for 16)));`);

    // rows that are rewritten often keep room for the next version on their page
    this.addSql(`alter table "job_chunks" set (fillfactor = 75);`);
    this.addSql(`alter table "crawl_jobs" set (fillfactor = 75);`);
    this.addSql(`alter table "credit_accounts" set (fillfactor = 50);`);
    this.addSql(`alter table "crawl_candidates" set (fillfactor = 85);`);

    // the ledger is append-only, whoever asks
    this.addSql(`create function credit_transactions_append_only() returns trigger language plpgsql as $$
      begin raise exception 'credit_transactions is append-only' using errcode = 'restrict_violation'; end $$;`);
    this.addSql(`create trigger credit_transactions_append_only before update or delete on "credit_transactions"
      for each row execute function credit_transactions_append_only();`);
    this.addSql(`create trigger credit_transactions_no_truncate before truncate on "credit_transactions"
      for each statement execute function credit_transactions_append_only();`);
  }

  override down(): void {
    this.addSql(`drop table "activity_logs";`);
    this.addSql(`drop table "validation_jobs";`);
    this.addSql(`drop table "export_jobs";`);
    this.addSql(`drop table "images";`);
    this.addSql(`drop table "crawl_candidates";`);
    this.addSql(`drop table "job_chunks";`);
    this.addSql(`drop table "crawl_jobs";`);
    this.addSql(`drop table "projects";`);
    this.addSql(`drop table "api_keys";`);
    this.addSql(`drop table "usage_metrics";`);
    this.addSql(`drop table "notification_preferences";`);
    this.addSql(`drop table "notifications";`);
    this.addSql(`drop table "credit_transactions";`);
    this.addSql(`drop table "credit_accounts";`);
    this.addSql(`drop table "profiles";`);
    this.addSql(`drop function credit_transactions_append_only();`);
  }
}
