import { Migration } from '@mikro-orm/migrations';

/** What a user decides on an image while a validation is open is told from what was there before it. */
export class Migration20261122184000_validity_set extends Migration {
  override name = 'Migration20261122184000_validity_set';

  override up(): void {
    this.addSql(`alter table "images" add column "validity_set_at" timestamptz null;`);
  }

  override down(): void {
    this.addSql(`alter table "images" drop column "validity_set_at";`);
  }
}
