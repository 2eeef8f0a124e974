import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { NearHash } from './near-hash.js';
import { reachOfJob } from './reach.js';

const AT_A_TIME = 20_000;

/** The hashes of a project as grouping reads them, in parallel lists: about 250 bytes a picture. */
export interface ProjectHashes {
  ids: string[];
  /** Keeper of the group, or the picture itself. */
  groups: string[];
  hashes: NearHash[];
}

/** Reads all hashes of a project at once. */
@Injectable()
export class ProjectHashesReader {
  constructor(private readonly em: EntityManager) {}

  /** In one scan, whatever its size: pages by key would each sort what is left. */
  async read(projectId: string): Promise<ProjectHashes> {
    const all: ProjectHashes = { ids: [], groups: [], hashes: [] };
    await this.em.transactional(async (em) => {
      await sql`
        declare project_hashes no scroll cursor for
        select i.id, i.duplicate_of as "group", substring(i.phash for 32)::int as high,
               substring(i.phash from 33)::int as low, ${reachOfJob} as reach
          from images i join crawl_jobs j on j.id = i.crawl_job_id
         where i.project_id = ${projectId} and i.removed_at is null and not i.kept_apart and j.deleted_at is null`.execute(
        em.getKysely(),
      );
      for (;;) {
        const { rows } = await sql<{ id: string; group: string | null } & NearHash>`
          fetch ${sql.lit(AT_A_TIME)} from project_hashes`.execute(em.getKysely());
        if (rows.length === 0) return;
        for (const { id, group, high, low, reach } of rows) {
          all.ids.push(id);
          all.groups.push(group ?? id);
          all.hashes.push({ high, low, reach });
        }
      }
    });
    return all;
  }
}
