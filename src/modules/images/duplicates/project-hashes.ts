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

  async read(projectId: string): Promise<ProjectHashes> {
    const all: ProjectHashes = { ids: [], groups: [], hashes: [] };
    for (let after = ['-infinity', '00000000-0000-0000-0000-000000000000']; ;) {
      const { rows } = await sql<{ id: string; at: string; group: string | null } & NearHash>`
        select i.id, i.created_at::text as at, i.duplicate_of as "group", substring(i.phash for 32)::int as high,
               substring(i.phash from 33)::int as low, ${reachOfJob} as reach
          from images i join crawl_jobs j on j.id = i.crawl_job_id
         where i.project_id = ${projectId} and (i.created_at, i.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)
           and i.removed_at is null and not i.kept_apart and j.deleted_at is null
         order by i.created_at, i.id limit ${AT_A_TIME}`.execute(this.em.getKysely());
      for (const { id, group, high, low, reach } of rows) {
        all.ids.push(id);
        all.groups.push(group ?? id);
        all.hashes.push({ high, low, reach });
      }
      const last = rows.at(-1);
      if (!last) return all;
      after = [last.at, last.id];
    }
  }
}
