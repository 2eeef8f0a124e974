import { Problem } from '../../common/problem/problem.js';
import type { BadList } from './reading/bad-list.js';

/** 422: an uploaded list cannot be read; nothing of it is kept. */
export class UnreadableList extends Problem {
  constructor({ message, row, cause }: BadList) {
    super(422, 'unreadable-list', `${placeOf(row)}: ${message}`, row === null || row === 0 ? {} : { row }, { cause });
  }
}

function placeOf(row: number | null): string {
  if (row === null) return 'The list';
  return row === 0 ? 'The header of the list' : `Row ${row} of the list (1 is the first row of data)`;
}

type Quota = 'url_lists' | 'url_list_bytes' | 'url_list_uploads';

const ADVICE: Record<Quota, (limit: number, used: number) => string> = {
  url_lists: (limit, used) =>
    `You may have ${limit} lists and have ${used}; delete one that no crawl job reads any more`,
  url_list_bytes: (limit, used) =>
    `Your lists may take ${limit} bytes and take ${used}; delete some, or send a smaller one`,
  url_list_uploads: (limit, used) =>
    `You may send ${limit} lists at a time and are sending ${used}; wait until one has ended`,
};

/** 403: no room for another list. `quota` as in docs/problems.md. */
export class UrlListQuota extends Problem {
  constructor(quota: Quota, limit: number, used: number) {
    super(403, 'quota-exceeded', ADVICE[quota](limit, used), { quota, limit, used });
  }
}
