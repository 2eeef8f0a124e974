import { Migration } from '@mikro-orm/migrations';

/** Settings and month of credit accounts; events of payment providers. */
export class Migration20261122130000_credits extends Migration {
  override up(): void {
    this.addSql(`alter table "credit_accounts"
      add column "month_start" date null,
      add column "month_spent" bigint not null default '0',
      add column "low_balance_threshold" int null;`);
    this.addSql(`alter table "credit_accounts" add constraint "credit_accounts_settings_check"
      check (refill_threshold >= 0 and refill_amount >= 1 and monthly_limit >= 0 and low_balance_threshold >= 0 and (not auto_refill_enabled or num_nulls(refill_threshold, refill_amount) = 0));`);
    // accounts that have a ledger already: what they spent in the running month
    this.addSql(`update "credit_accounts" a set month_start = m.month, month_spent = m.spent
      from (select account_id, date_trunc('month', now() at time zone 'UTC')::date as month, sum(d_spent) as spent
              from "credit_transactions"
             where created_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
             group by account_id) m
     where m.account_id = a.id;`);

    this.addSql(`create table "payment_events" (
      "id" uuid not null,
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now(),
      "provider" varchar(20) not null,
      "event_id" varchar(255) not null,
      "type" varchar(100) not null,
      "payload" jsonb not null,
      "payment_id" varchar(255) null,
      "outcome" varchar(20) null,
      "detail" varchar(200) null,
      "processed_at" timestamptz null,
      primary key ("id"));`);
    this.addSql(
      `alter table "payment_events" add constraint "payment_events_provider_event_id_unique" unique ("provider", "event_id");`,
    );
    this.addSql(
      `alter table "payment_events" add constraint "payment_events_outcome_check" check (outcome in ('granted', 'duplicate', 'ignored', 'unknown_user', 'refused'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "payment_events";`);
    this.addSql(`alter table "credit_accounts" drop constraint "credit_accounts_settings_check";`);
    this.addSql(
      `alter table "credit_accounts" drop column "month_start", drop column "month_spent", drop column "low_balance_threshold";`,
    );
  }
}
