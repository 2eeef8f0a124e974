import { Migration } from '@mikro-orm/migrations';

export class Migration20261122172000_block_rules extends Migration {
  override name = 'Migration20261122172000_block_rules';

  override up(): void {
    this.addSql(`alter table "crawl_candidates" add column "rule" jsonb null;`);
    this.addSql(`create table "block_rules" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "project_id" uuid null,
      "kind" varchar(20) not null,
      "value" varchar(2000) not null,
      "host" varchar(255) not null,
      "reason" varchar(200) null,
      primary key ("id"));`);
    this.addSql(
      `alter table "block_rules" add constraint "block_rules_kind_check" check (kind in ('host', 'url_prefix'));`,
    );
    this.addSql(
      `alter table "block_rules" add constraint "block_rules_project_id_foreign" foreign key ("project_id") references "projects" ("id") on delete cascade;`,
    );
    // one row per rule of a project, and per rule for everybody
    this.addSql(
      `create unique index "block_rules_scope_rule_unique" on "block_rules" ("project_id", "kind", "value") nulls not distinct;`,
    );
    this.addSql(`create index "block_rules_host_index" on "block_rules" ("host");`);
    this.addSql(
      `create index "block_rules_project_id_created_at_id_index" on "block_rules" ("project_id", "created_at", "id");`,
    );
  }

  override down(): void {
    this.addSql(`drop table "block_rules";`);
    this.addSql(`alter table "crawl_candidates" drop column "rule";`);
  }
}
