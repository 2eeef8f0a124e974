import { Migration } from '@mikro-orm/migrations';

/** A key is rotated once: its successor is rotated next. */
export class Migration20261122183000_api_key_rotated extends Migration {
  override name = 'Migration20261122183000_api_key_rotated';

  override up(): void {
    this.addSql(`alter table "api_keys" add column "rotated_at" timestamptz null;`);
  }

  override down(): void {
    this.addSql(`alter table "api_keys" drop column "rotated_at";`);
  }
}
