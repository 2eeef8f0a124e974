import { Migration } from '@mikro-orm/migrations';

export class Migration20261122110000_deprecation_usage extends Migration {
  override name = 'Migration20261122110000_deprecation_usage';

  override up(): void {
    this.addSql(`create table "deprecation_usage" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "day" date not null,
      "consumer" varchar(60) not null,
      "endpoint" varchar(200) not null,
      "user_id" uuid null,
      "api_key_id" uuid null,
      "calls" bigint not null,
      "last_called_at" timestamptz not null,
      primary key ("id"));`);
    this.addSql(`create index "deprecation_usage_user_id_index" on "deprecation_usage" ("user_id");`);
    this.addSql(`create index "deprecation_usage_created_at_id_index" on "deprecation_usage" ("created_at", "id");`);
    this.addSql(
      `alter table "deprecation_usage" add constraint "deprecation_usage_day_consumer_endpoint_unique" unique ("day", "consumer", "endpoint");`,
    );
    this.addSql(`alter table "deprecation_usage" add constraint "deprecation_usage_calls_check" check (calls > 0);`);
    this.addSql(
      `alter table "deprecation_usage" add constraint "deprecation_usage_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
  }

  override down(): void {
    this.addSql(`drop table "deprecation_usage";`);
  }
}
