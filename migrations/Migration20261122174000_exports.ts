import { Migration } from '@mikro-orm/migrations';

const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'];

export class Migration20261122174000_exports extends Migration {
  override name = 'Migration20261122174000_exports';

  override up(): void {
    this.addSql(`alter table "export_jobs" add column "report" jsonb null;`);
    this.addSql(`alter table "export_jobs" add column "manifest_size" bigint null;`);
    this.addSql(`alter table "export_jobs" add column "manifest_sha256" varchar(64) null;`);
    this.allow([...STATUSES, 'expired']);
    this.addSql(
      `create index "export_jobs_expiring" on "export_jobs" ("expires_at") where status = 'completed' and expires_at is not null;`,
    );
  }

  override down(): void {
    this.addSql(`drop index "export_jobs_expiring";`);
    this.addSql(`delete from "export_jobs" where status = 'expired';`);
    this.allow(STATUSES);
    for (const column of ['manifest_sha256', 'manifest_size', 'report'])
      this.addSql(`alter table "export_jobs" drop column "${column}";`);
  }

  private allow(statuses: string[]): void {
    const list = statuses.map((status) => `'${status}'`).join(', ');
    this.addSql(`alter table "export_jobs" drop constraint "export_jobs_status_check";`);
    this.addSql(`alter table "export_jobs" add constraint "export_jobs_status_check" check (status in (${list}));`);
  }
}
