import { Migration } from '@mikro-orm/migrations';

export class Migration20261122150000_idempotency_keys extends Migration {
  override name = 'Migration20261122150000_idempotency_keys';

  override up(): void {
    this.addSql(`create table "idempotency_keys" (
      "user_id" uuid not null,
      "key" varchar(255) not null,
      "request_hash" varchar(64) not null,
      "status" int not null,
      "headers" jsonb not null,
      "body" text null,
      "created_at" timestamptz not null default now(),
      primary key ("user_id", "key"));`);
    this.addSql(`create index "idempotency_keys_created_at_index" on "idempotency_keys" ("created_at");`);
  }

  override down(): void {
    this.addSql(`drop table "idempotency_keys";`);
  }
}
