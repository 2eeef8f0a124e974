import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { ListResultsQueryDto } from './validation-result.dto.js';
import type { ValidationResultRow } from './validation-job.row.js';

interface Tables {
  validation_results: Omit<ValidationResultRow, 'keyword'> & { validation_job_id: string };
  images: { id: string; keyword: string };
}

const IN_ORDER = { columns: [{ column: 'r.image_id', type: 'uuid' as const }], descending: false };

/** What validations measured, for users. The caller has made sure that the validation is the user's. */
@Injectable()
export class ValidationResultsRepository {
  constructor(private readonly em: EntityManager) {}

  /** In the order of the images' ids. */
  page(
    validationJobId: string,
    { limit, cursor, is_valid, failed }: ListResultsQueryDto,
  ): Promise<Page<ValidationResultRow>> {
    let query = this.em
      .getKysely<Tables>()
      .selectFrom('validation_results as r')
      .innerJoin('images as i', 'i.id', 'r.image_id')
      .where('r.validation_job_id', '=', validationJobId)
      .select(['r.id', 'r.image_id', 'i.keyword', 'r.measures', 'r.failed', 'r.is_valid', 'r.was_valid', 'r.detail']);
    if (is_valid !== undefined) query = query.where('r.is_valid', '=', is_valid);
    if (failed !== undefined) query = query.where(sql<boolean>`${failed} = any(r.failed)`);
    const scope = { list: 'validation-results', validationJobId, is_valid, failed };
    return keysetPage(query, { limit, cursor, scope, order: IN_ORDER });
  }
}
