import { applyDecorators } from '@nestjs/common';
import { QueryEnum } from '../validation/query-values.js';
import type { SortColumn, SortOrder } from './keyset.js';

/** Public sort name → column. `id` is added as the last column, so the column need not be unique. */
export type SortAllowList = Readonly<Record<string, SortColumn>>;

/** `?sort=name` ascending, `?sort=-name` descending, from an allow-list. */
export const SortBy = (allowed: SortAllowList): PropertyDecorator =>
  applyDecorators(
    QueryEnum(
      Object.keys(allowed).flatMap((name) => [name, `-${name}`]),
      { description: 'Order; a leading minus turns it round' },
    ),
  );

/** The order that a checked `sort` value names. `id` is the id column, qualified in a join. */
export function sortOrder(allowed: SortAllowList, sort: string, id = 'id'): SortOrder {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const column = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  if (!column) throw new Error(`sort ${sort} was not checked against its allow-list`);
  return { descending, columns: [column, { column: id, type: 'uuid' }] };
}
