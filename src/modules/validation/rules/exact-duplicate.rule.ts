import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ValidationRule, type CheckedImage } from './validation-rule.js';

/** A crawl job stores the same bytes once; its project may have them from another job. The oldest passes. */
@Injectable()
export class ExactDuplicateRule extends ValidationRule {
  readonly name = 'exact_duplicate';
  readonly description = 'The project has the same bytes from an earlier crawl job';
  readonly level = 'standard';
  readonly unit = 'older images of the project with the same bytes';
  readonly origin = 'SHA-256 of the bytes as fetched';
  readonly parameters = [];
  readonly range = [0, 10] as const;

  constructor(private readonly em: EntityManager) {
    super();
  }

  async measure(images: readonly CheckedImage[]): Promise<number[]> {
    const { rows } = await sql<{ older: number }>`
      select (select count(*)::int from images o
               where o.project_id = i.project_id and o.sha256 = i.sha256 and o.id < i.id and o.removed_at is null) as older
        from unnest(${images.map(({ id }) => id)}::uuid[], ${images.map(({ projectId }) => projectId)}::uuid[],
                    ${images.map(({ sha256 }) => sha256)}::text[]) with ordinality as i (id, project_id, sha256, place)
       order by i.place`.execute(this.em.getKysely());
    return rows.map(({ older }) => older);
  }

  fails(value: number): boolean {
    return value > 0;
  }
}
