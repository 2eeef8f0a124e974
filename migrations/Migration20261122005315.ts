import { Migration } from '@mikro-orm/migrations';

export class Migration20261122005315 extends Migration {

  override name = 'Migration20261122005315';

  override up(): void | Promise<void> {
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_project_id_user_id_foreign";`);

    this.addSql(`alter table "images" drop constraint "images_crawl_job_id_project_id_foreign";`);

    this.addSql(`alter table "credit_transactions" drop constraint "credit_transactions_amount_check";`);
    this.addSql(`drop trigger if exists "credit_transactions_append_only" on "credit_transactions";`);
    this.addSql(`drop function if exists "credit_transactions_credit_transactions_append_only_fn"();`);
    this.addSql(`alter table "credit_transactions" add constraint "credit_transactions_amount_check" check (type not in ('reserve', 'usage', 'release') or amount = 0);`);

    this.addSql(`drop index "crawl_jobs_untidied";`);
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_max_images_check";`);
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_never_beyond_max_images";`);
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_priority_check";`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_max_images_check" check (max_images between 1 and 1000000);`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_never_beyond_max_images" check (downloaded_images between 0 and max_images);`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_priority_check" check (priority between 0 and 10);`);

    this.addSql(`drop index "job_chunks_due";`);
    this.addSql(`alter table "job_chunks" drop constraint "job_chunks_target_check";`);
    this.addSql(`alter table "job_chunks" add constraint "job_chunks_target_check" check (target between 1 and 100 and stored between 0 and target);`);

    this.addSql(`drop index "images_phash_band_1";`);
    this.addSql(`drop index "images_phash_band_2";`);
    this.addSql(`drop index "images_phash_band_3";`);
    this.addSql(`drop index "images_phash_band_4";`);

    this.addSql(`drop index "export_jobs_due";`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_max_images_check";`);
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_priority_check";`);
    this.addSql(`alter table "crawl_jobs" drop constraint "crawl_jobs_never_beyond_max_images";`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_project_id_user_id_foreign" foreign key ("project_id", "user_id") references "projects" ("id", "user_id") on delete cascade;`);
    this.addSql(`create index "crawl_jobs_untidied" on "crawl_jobs" ("completed_at") where (tidied_at IS NULL) AND (completed_at IS NOT NULL);`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_max_images_check" check ((max_images >= 1) AND (max_images <= 1000000));`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_priority_check" check ((priority >= 0) AND (priority <= 10));`);
    this.addSql(`alter table "crawl_jobs" add constraint "crawl_jobs_never_beyond_max_images" check ((downloaded_images >= 0) AND (downloaded_images <= max_images));`);

    this.addSql(`alter table "credit_transactions" drop constraint "credit_transactions_amount_check";`);
    this.addSql(`alter table "credit_transactions" add constraint "credit_transactions_amount_check" check ((type <> ALL (ARRAY['reserve'::character varying, 'usage'::character varying, 'release'::character varying])) OR (amount = 0));`);
    this.addSql(`create or replace function "credit_transactions_credit_transactions_append_only_fn"() returns trigger as \$\$ begin ; end; \$\$ language plpgsql;`);
    this.addSql(`create trigger "credit_transactions_append_only" BEFORE DELETE OR UPDATE on "credit_transactions" for each ROW execute function "credit_transactions_credit_transactions_append_only_fn"();`);

    this.addSql(`create index "export_jobs_due" on "export_jobs" ("available_at") where (status)::text = ANY ((ARRAY['pending'::character varying, 'processing'::character varying])::text[]);`);

    this.addSql(`alter table "images" add constraint "images_crawl_job_id_project_id_foreign" foreign key ("crawl_job_id", "project_id") references "crawl_jobs" ("id", "project_id") on delete cascade;`);
    this.addSql(`CREATE INDEX images_phash_band_1 ON public.images USING btree (project_id, SUBSTRING(phash FROM 1 FOR 16));`);
    this.addSql(`CREATE INDEX images_phash_band_2 ON public.images USING btree (project_id, SUBSTRING(phash FROM 17 FOR 16));`);
    this.addSql(`CREATE INDEX images_phash_band_3 ON public.images USING btree (project_id, SUBSTRING(phash FROM 33 FOR 16));`);
    this.addSql(`CREATE INDEX images_phash_band_4 ON public.images USING btree (project_id, SUBSTRING(phash FROM 49 FOR 16));`);

    this.addSql(`alter table "job_chunks" drop constraint "job_chunks_target_check";`);
    this.addSql(`create index "job_chunks_due" on "job_chunks" ("available_at", "job_id") where (status)::text = ANY ((ARRAY['pending'::character varying, 'processing'::character varying])::text[]);`);
    this.addSql(`alter table "job_chunks" add constraint "job_chunks_target_check" check (((target >= 1) AND (target <= 100)) AND ((stored >= 0) AND (stored <= target)));`);
  }

}
