import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { CrawlJobDto } from './crawl-job.dto.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import type { CrawlJobRow } from './crawl-job.row.js';
import { JobControl } from './job-control.service.js';

/** The crawl jobs of an account. */
@Injectable()
export class CrawlJobAccount implements AccountPart, OnModuleInit {
  readonly name = 'crawl_jobs';
  readonly order = ACCOUNT_ORDER.crawlJobs;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly em: EntityManager,
    private readonly jobs: CrawlJobReader,
    private readonly control: JobControl,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.jobs.list(id, null, page),
      (row) => CrawlJobDto.from(row),
    );
  }

  /** Cancels what has not ended. All locks first: the credit account comes after every job. */
  async erase(userId: string): Promise<void> {
    const { rows } = await sql<CrawlJobRow>`
      select * from crawl_jobs where user_id = ${userId} and status not in ('completed', 'failed', 'cancelled')
       order by id for no key update`.execute(this.em.getKysely());
    for (const job of rows) await this.control.cancelLocked(job);
  }
}
