import { Migration } from '@mikro-orm/migrations';

/** Lists of all profiles and of everybody's activity, and who did what. */
export class Migration20261122140000_accounts extends Migration {
  override name = 'Migration20261122140000_accounts';

  override up(): void {
    this.addSql(`alter table "activity_logs" add column "actor_id" uuid null;`);
    this.addSql(`create index "activity_logs_created_at_id_index" on "activity_logs" ("created_at", "id");`);
    this.addSql(`create index "profiles_created_at_id_index" on "profiles" ("created_at", "id");`);
    this.addSql(`create index "profiles_deleted_at_index" on "profiles" ("deleted_at");`);
  }

  override down(): void {
    this.addSql(`drop index "profiles_deleted_at_index";`);
    this.addSql(`drop index "profiles_created_at_id_index";`);
    this.addSql(`drop index "activity_logs_created_at_id_index";`);
    this.addSql(`alter table "activity_logs" drop column "actor_id";`);
  }
}
