import { Migration } from '@mikro-orm/migrations';

export class Migration20261122200000_url_list_labels extends Migration {
  override name = 'Migration20261122200000_url_list_labels';

  override up(): void {
    this.addSql(`alter table "url_lists" add column "labels" jsonb null;`);
  }

  override down(): void {
    this.addSql(`alter table "url_lists" drop column "labels";`);
  }
}
