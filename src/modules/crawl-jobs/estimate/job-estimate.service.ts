import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { SourceRegistry } from '../../../crawler/sources/source-registry.js';
import { CreditsService } from '../../credits/credits.service.js';
import type { ShownCrawlJob } from '../crawl-job.row.js';
import { listWarnings } from '../listed/list-warnings.js';
import { ListedUrlsService } from '../listed/listed-urls.service.js';
import type { JobWarning } from '../source-rules.js';
import { CrawlJobsService, type CrawlJobRequest } from '../crawl-jobs.service.js';

/** How far back known_urls looks. */
const LATEST_JOBS = 200;

export interface SourceEstimate {
  source: string;
  configured: boolean;
  searches: number;
  known_urls: number | null;
  most_urls: number | null;
}

export interface JobEstimate {
  credits: number;
  unit_price: number;
  available_credits: number;
  sources: SourceEstimate[];
  /** About the URLs that it names. */
  warnings: JobWarning[];
}

/** Carries the job out of the transaction that must not happen. */
class Undone extends Error {
  constructor(readonly job: ShownCrawlJob) {
    super('undone on purpose');
  }
}

/** What a job would be, without making it. */
@Injectable()
export class JobEstimateService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: CrawlJobsService,
    private readonly credits: CreditsService,
    private readonly registry: SourceRegistry,
    private readonly listed: ListedUrlsService,
  ) {}

  /** Throws what starting the job would throw, for it is started and undone in one transaction. */
  async of(userId: string, projectId: string, request: CrawlJobRequest): Promise<JobEstimate> {
    const available = await this.credits.spendable(userId);
    const job = await this.rehearse(userId, projectId, request);
    const { keywords, sources, max_images, unit_price, options } = job;
    const listed = await this.listed.of(userId, job);
    const known = await this.knownUrls(userId, keywords, sources);
    return {
      credits: max_images * unit_price,
      unit_price,
      available_credits: Math.max(0, available),
      sources: sources.map((name) => {
        const { configured = false, slices = [], depth = null } = this.registry.get(name) ?? {};
        const searches = keywords.length * (1 + slices.length + (options.expand ?? []).length);
        const most = depth === null ? null : searches * depth;
        const most_urls = name === 'urls' && listed ? listed.usable : most;
        return { source: name, configured, searches, known_urls: known.get(name) ?? null, most_urls };
      }),
      warnings: listWarnings(job, listed),
    };
  }

  private async rehearse(userId: string, projectId: string, request: CrawlJobRequest): Promise<ShownCrawlJob> {
    try {
      return await this.em.transactional(async () => {
        throw new Undone(await this.jobs.start(userId, projectId, request));
      });
    } catch (error) {
      if (error instanceof Undone) return error.job;
      throw error;
    }
  }

  private async knownUrls(userId: string, keywords: string[], sources: string[]): Promise<Map<string, number>> {
    const { rows } = await sql<{ source: string; urls: number }>`
      select m.source, sum(m.most)::int as urls from (
        select n.source, n.keyword, max(n.urls) as most from (
          select c.job_id, c.source, c.keyword, sum(c.candidates + c.duplicate_urls) as urls
            from (select id from crawl_jobs where user_id = ${userId} and deleted_at is null
                   order by created_at desc, id desc limit ${LATEST_JOBS}) j
            join job_chunks c on c.job_id = j.id
           where c.keyword = any(${keywords}::text[]) and c.source = any(${sources}::text[])
           group by c.job_id, c.source, c.keyword) n
         group by n.source, n.keyword) m
       group by m.source`.execute(this.em.getKysely());
    return new Map(rows.map(({ source, urls }) => [source, urls]));
  }
}
