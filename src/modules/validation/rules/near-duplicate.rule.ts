import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DUPLICATE_DISTANCE } from '../../crawl-jobs/duplicate-distance.js';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

/** What the project's groups of near duplicates say; the picture that a group keeps passes. */
@Injectable()
export class NearDuplicateRule extends ValidationRule {
  readonly name = 'near_duplicate';
  readonly description = 'A copy of another image of the project: cropped, resized, recompressed or marked';
  readonly level = 'standard';
  readonly unit = 'bits in which its perceptual hash differs from that of the image that is kept';
  readonly origin = 'docs/duplicates.md: precision and recall of each distance';
  readonly parameters = [
    {
      type: 'number',
      name: 'distance',
      description: 'Most bits',
      default: DUPLICATE_DISTANCE.default,
      minimum: 0,
      maximum: 64,
    },
  ] as const;
  readonly range = [0, 64] as const;

  constructor(private readonly em: EntityManager) {
    super();
  }

  async measure(images: readonly CheckedImage[]): Promise<(number | null)[]> {
    const { rows } = await sql<{ id: string; distance: number }>`
      select i.id, bit_count(i.phash # k.phash)::int as distance
        from images i join images k on k.id = i.duplicate_of
       where i.id = any(${images.map(({ id }) => id)}::uuid[]) and i.is_duplicate and k.removed_at is null`.execute(
      this.em.getKysely(),
    );
    const distances = new Map(rows.map(({ id, distance }) => [id, distance]));
    return images.map(({ id }) => distances.get(id) ?? null);
  }

  fails(value: number, values: ParameterValues): boolean {
    return value <= numberOf(values, 'distance');
  }
}
