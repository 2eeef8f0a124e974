import { Migration } from '@mikro-orm/migrations';

/** How many images of a job are valid is counted from them, and no longer copied from what was stored. */
export class Migration20261122182000_valid_images extends Migration {
  override name = 'Migration20261122182000_valid_images';

  override up(): void {
    this.addSql(`create index "images_refused" on "images" ("crawl_job_id") where "is_valid" is false;`);
    this.addSql(`alter table "crawl_jobs" drop column "valid_images";`);
  }

  override down(): void {
    this.addSql(`alter table "crawl_jobs" add column "valid_images" int not null default 0;`);
    this.addSql(`update "crawl_jobs" set "valid_images" = "downloaded_images";`);
    this.addSql(`drop index "images_refused";`);
  }
}
