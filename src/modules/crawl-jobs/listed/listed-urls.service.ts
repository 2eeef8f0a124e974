import { Injectable } from '@nestjs/common';
import { UrlListsService } from '../../url-lists/url-lists.service.js';
import type { CrawlJobRow } from '../crawl-job.row.js';
import { listedUrls, type ListedUrls } from './listed-urls.js';

/** The URLs that a job names for the source `urls`, counted without reading the uploaded list. */
@Injectable()
export class ListedUrlsService {
  constructor(private readonly lists: UrlListsService) {}

  /** Null: it names none. All URLs of a list count as usable whose labels were not counted. */
  async of(
    userId: string,
    { project_id: projectId, keywords, options }: Pick<CrawlJobRow, 'project_id' | 'keywords' | 'options'>,
  ): Promise<ListedUrls | null> {
    const { urls = [], url_list_id: listId } = options;
    const list = listId === undefined ? null : await this.lists.find(userId, projectId, listId);
    return urls.length === 0 && list === null ? null : listedUrls(keywords, urls, list);
  }
}
