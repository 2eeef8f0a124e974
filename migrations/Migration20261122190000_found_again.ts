import { Migration } from '@mikro-orm/migrations';

/** A URL that several keywords or sources name: its picture carries the labels of all. */
export class Migration20261122190000_found_again extends Migration {
  override name = 'Migration20261122190000_found_again';

  override up(): void {
    this.addSql(
      `alter table "crawl_candidates" add column "found_again" jsonb null, add column "sha256" varchar(64) null;`,
    );
  }

  override down(): void {
    this.addSql(`alter table "crawl_candidates" drop column "found_again", drop column "sha256";`);
  }
}
