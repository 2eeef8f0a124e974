import { Migration } from '@mikro-orm/migrations';

/** What failures are counted in; equal keys share a leaf entry, so a million candidates take a few megabytes. */
export class Migration20261122173000_failures extends Migration {
  override name = 'Migration20261122173000_failures';

  override up(): void {
    this.addSql(`create index "crawl_candidates_unstored" on "crawl_candidates" ("job_id", "outcome", "host")
      where "outcome" <> 'stored';`);
  }

  override down(): void {
    this.addSql(`drop index "crawl_candidates_unstored";`);
  }
}
