import { Migration } from '@mikro-orm/migrations';

export class Migration20261122170000_url_lists extends Migration {
  override name = 'Migration20261122170000_url_lists';

  override up(): void {
    this.addSql(`create table "url_lists" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "project_id" uuid not null,
      "user_id" uuid not null,
      "name" varchar(100) not null,
      "status" varchar(20) not null default 'receiving',
      "format" varchar(10) not null,
      "columns" jsonb not null default '{}',
      "sent_bytes" bigint not null default 0,
      "stored_bytes" bigint not null default 0,
      "sha256" varchar(64) null,
      "row_count" int not null default 0,
      "url_count" int not null default 0,
      "first_skipped_row" int null,
      "deleted_at" timestamptz null,
      primary key ("id"));`);
    this.addSql(
      `alter table "url_lists" add constraint "url_lists_status_check" check (status in ('receiving', 'ready'));`,
    );
    this.addSql(
      `create index "url_lists_project_id_created_at_id_index" on "url_lists" ("project_id", "created_at", "id");`,
    );
    this.addSql(`create index "url_lists_user_id_created_at_id_index" on "url_lists" ("user_id", "created_at", "id");`);
    // what housekeeping looks for
    this.addSql(
      `create index "url_lists_unfinished_index" on "url_lists" ("id") where deleted_at is not null or status = 'receiving';`,
    );
    this.addSql(
      `alter table "url_lists" add constraint "url_lists_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "url_lists" add constraint "url_lists_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "url_lists" add constraint "url_lists_project_id_user_id_foreign" foreign key ("project_id", "user_id") references "projects" ("id", "user_id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "url_lists";`);
  }
}
