import { Problem } from '../../common/problem/problem.js';
import type { BadList } from './reading/bad-list.js';

/** 422: an uploaded list cannot be read; nothing of it is kept. */
export class UnreadableList extends Problem {
  constructor({ message, row, cause }: BadList) {
    const place = row === null ? 'The list' : `Row ${row} of the list`;
    super(422, 'unreadable-list', `${place}: ${message}`, row === null ? {} : { row }, { cause });
  }
}

/** 403: no room for another list. `quota` as in docs/problems.md. */
export class UrlListQuota extends Problem {
  constructor(quota: 'url_lists' | 'url_list_bytes' | 'url_list_uploads', limit: number, used: number) {
    super(403, 'quota-exceeded', `The limit for ${quota} is ${limit}, and ${used} are used`, { quota, limit, used });
  }
}
