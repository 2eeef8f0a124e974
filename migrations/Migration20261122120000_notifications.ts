import { Migration } from '@mikro-orm/migrations';

export class Migration20261122120000_notifications extends Migration {
  override name = 'Migration20261122120000_notifications';

  override up(): void {
    this.addSql(`alter table "notifications" add column "in_app" boolean not null default true;`);

    this.addSql(`create table "outbox" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "user_id" uuid not null,
      "channel" varchar(20) not null,
      "notification_id" uuid null,
      "for_digest" boolean not null default false,
      "digest_id" uuid null,
      "status" varchar(20) not null default 'pending',
      "attempts" int not null default 0,
      "available_at" timestamptz not null default now(),
      "fence" int not null default 0,
      "lease_until" timestamptz null,
      "sent_at" timestamptz null,
      "last_error" text null,
      primary key ("id"));`);
    this.addSql(`create index "outbox_user_id_index" on "outbox" ("user_id");`);
    this.addSql(`create index "outbox_digest_id_index" on "outbox" ("digest_id");`);
    this.addSql(
      `alter table "outbox" add constraint "outbox_notification_id_channel_unique" unique ("notification_id", "channel");`,
    );
    this.addSql(`alter table "outbox" add constraint "outbox_channel_check" check (channel in ('email', 'webhook'));`);
    this.addSql(
      `alter table "outbox" add constraint "outbox_status_check" check (status in ('pending', 'processing', 'sent', 'failed'));`,
    );
    this.addSql(
      `alter table "outbox" add constraint "outbox_user_id_foreign" foreign key ("user_id") references "profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "outbox" add constraint "outbox_notification_id_foreign" foreign key ("notification_id") references "notifications" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "outbox" add constraint "outbox_digest_id_foreign" foreign key ("digest_id") references "outbox" ("id") on delete cascade;`,
    );

    // what entities cannot express
    this.addSql(`create index "notifications_unread" on "notifications" ("user_id") where in_app and not is_read;`);
    this.addSql(`create index "outbox_due" on "outbox" ("available_at") where status in ('pending', 'processing');`);
    this.addSql(`create index "outbox_done" on "outbox" ("updated_at") where status in ('sent', 'failed');`);
  }

  override down(): void {
    this.addSql(`drop table "outbox";`);
    this.addSql(`drop index "notifications_unread";`);
    this.addSql(`alter table "notifications" drop column "in_app";`);
  }
}
