import { Migration } from '@mikro-orm/migrations';

export class Migration20261122175000_duplicates_and_blocks extends Migration {
  override name = 'Migration20261122175000_duplicates_and_blocks';

  override up(): void {
    this.addSql(`alter table "images" add column "kept_apart" boolean not null default false;`);
    this.addSql(`create table "image_blocks" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "project_id" uuid not null,
      "image_id" uuid not null,
      "sha256" varchar(64) not null,
      "url_hashes" text[] not null,
      "phash" bit(64) null,
      "distance" smallint null,
      "reason" varchar(200) not null,
      "exports" jsonb not null,
      primary key ("id"));`);
    this.addSql(
      `alter table "image_blocks" add constraint "image_blocks_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    this.addSql(
      `create index "image_blocks_project_id_created_at_id_index" on "image_blocks" ("project_id", "created_at", "id");`,
    );
    this.addSql(`create index "image_blocks_project_id_sha256_index" on "image_blocks" ("project_id", "sha256");`);
    this.addSql(`create index "image_blocks_url_hashes" on "image_blocks" using gin ("url_hashes");`);
    this.addSql(`create index "image_blocks_near" on "image_blocks" ("project_id") where "phash" is not null;`);
    // is this file here already?
    this.addSql(`create index "images_project_id_sha256_index" on "images" ("project_id", "sha256");`);
  }

  override down(): void {
    this.addSql(`drop index "images_project_id_sha256_index";`);
    this.addSql(`drop table "image_blocks";`);
    this.addSql(`alter table "images" drop column "kept_apart";`);
  }
}
