import { Injectable } from '@nestjs/common';
import { foldedKey } from '../../../common/validation/text-rules.js';
import type { ListedUrl } from '../../../modules/crawl-jobs/crawl-job-options.js';
import { ObjectMissing, Storage } from '../../../storage/storage.js';
import { ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { badCursor } from '../page-cursor.js';
import { entryOf, imageOfEntry, type ListEntry } from './list-entry.js';
import { listKey, readEntries, readHead } from './stored-list.js';

const PAGE_SIZE = 100;
const CREDITED_AS = 'the list of the project';
const NOTHING: SourcePage = { items: [], next: null };

/**
 * Addresses that the user names: those in the job's options, then those of an uploaded list. One with a label belongs
 * to the keyword that equals it, the others to the job's first keyword. The cursor is `option.<index>` or
 * `list.<byte offset>`.
 */
@Injectable()
export class UrlsSource extends ImageSource {
  readonly name = 'urls';
  readonly configured = true;
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'per_item',
    hotlink: 'unknown',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'You name the addresses: the terms of their sites and the licence of each picture hold.',
    url: 'https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/',
  } as const;

  constructor(private readonly storage: Storage) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    if (query.slice !== '') return NOTHING; // there is nothing to search more narrowly
    const { url_list_id: listId, urls = [] } = query.options;
    const { part, at } = positionOf(cursor);
    const next = listId === undefined ? null : 'list.0';
    if (part === 'option' && urls.length > at) return inlinePage(urls, query, at, next);
    if (listId === undefined) return NOTHING;
    try {
      return await this.storedPage(listKey(query.projectId, listId), query, part === 'list' ? at : 0);
    } catch (error) {
      if (error instanceof ObjectMissing) throw new SourceFailure('bad_request', 'the list was deleted');
      throw error;
    }
  }

  private async storedPage(key: string, query: SourceQuery, at: number): Promise<SourcePage> {
    const { labelled, start } = await readHead(this.storage, key);
    if (!labelled && !belongs(undefined, query)) return NOTHING;
    const page = await readEntries(this.storage, key, Math.max(at, start), PAGE_SIZE, ({ label }) =>
      belongs(label, query),
    );
    return { items: page.entries.map(imageOf), next: page.next === null ? null : `list.${page.next}` };
  }
}

function inlinePage(urls: readonly ListedUrl[], query: SourceQuery, at: number, then: string | null): SourcePage {
  const end = at + PAGE_SIZE;
  const entries = urls
    .slice(at, end)
    .map((listed) => entryOf((field) => listed[field]))
    .filter((entry) => entry !== null)
    .filter(({ label }) => belongs(label, query));
  return {
    items: entries.map(imageOf),
    next: end < urls.length ? `option.${end}` : then,
  };
}

const imageOf = (entry: ListEntry) => imageOfEntry(entry, CREDITED_AS);

function belongs(label: string | undefined, { keyword, keywords }: SourceQuery): boolean {
  return foldedKey(label ?? keywords[0] ?? '') === foldedKey(keyword);
}

function positionOf(cursor: string | null): { part: string; at: number } {
  if (cursor === null) return { part: 'option', at: 0 };
  const [, part, at] = /^(option|list)\.(\d{1,15})$/.exec(cursor) ?? [];
  if (part === undefined) throw badCursor();
  return { part, at: Number(at) };
}
