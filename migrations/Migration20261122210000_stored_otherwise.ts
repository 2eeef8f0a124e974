import { Migration } from '@mikro-orm/migrations';

/** Knows files again that were changed when they were stored; all others are found by `sha256`. */
export class Migration20261122210000_stored_otherwise extends Migration {
  override name = 'Migration20261122210000_stored_otherwise';

  override up(): void {
    this.addSql(`create index "images_stored_otherwise" on "images" ("stored_sha256")
      where "stored_sha256" <> "sha256";`);
  }

  override down(): void {
    this.addSql(`drop index "images_stored_otherwise";`);
  }
}
