import type { Page } from '../../common/pagination/page-of.js';

/** Items read at a time. */
export const ACCOUNT_PAGE = 100;

/** Every row of a list, in the form of its answers; one page is in memory at a time. */
export async function* allOf<Row, Item extends object>(
  list: (page: { limit: number; cursor: string | undefined }) => Promise<Page<Row>>,
  show: (row: Row) => Item,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await list({ limit: ACCOUNT_PAGE, cursor });
    for (const row of page.data) yield show(row);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
