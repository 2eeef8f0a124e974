import { Migration } from '@mikro-orm/migrations';

/** When a validation is due, how often it was claimed, and what it measured of each image. */
export class Migration20261122176000_validation extends Migration {
  override up(): void {
    this.addSql(`alter table "validation_jobs"
      add column "available_at" timestamptz not null default now(),
      add column "attempts" int not null default 0;`);
    this.addSql(`create table "validation_results" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "validation_job_id" uuid not null,
      "image_id" uuid not null,
      "measures" jsonb not null,
      "failed" text[] null,
      "is_valid" boolean null,
      "was_valid" boolean null,
      "detail" text null,
      primary key ("id"));`);
    this.addSql(
      `alter table "validation_results" add constraint "validation_results_validation_job_id_image_id_unique" unique ("validation_job_id", "image_id");`,
    );
    this.addSql(`create index "validation_results_image_id_index" on "validation_results" ("image_id");`);
    this.addSql(
      `alter table "validation_results" add constraint "validation_results_validation_job_id_foreign" foreign key ("validation_job_id") references "validation_jobs" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "validation_results" add constraint "validation_results_image_id_foreign" foreign key ("image_id") references "images" ("id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "validation_results";`);
    this.addSql(`alter table "validation_jobs" drop column "available_at", drop column "attempts";`);
  }
}
