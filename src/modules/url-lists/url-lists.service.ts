import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import { EventBus } from '../../common/events/event-bus.js';
import type { Page } from '../../common/pagination/page-of.js';
import { InvalidState, NotFound, ServiceUnavailable } from '../../common/problem/problems.js';
import { Env } from '../../config/env.js';
import { listKey } from '../../crawler/sources/urls/stored-list.js';
import { Storage, StorageFull } from '../../storage/storage.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ListUpload, type ReadList, type UploadRequest } from './list-upload.js';
import { rawListKey } from './raw-list-key.js';
import { BadList } from './reading/bad-list.js';
import { UrlListCreated, UrlListDeleted } from './url-list.events.js';
import { UnreadableList, UrlListQuota } from './url-list.problems.js';
import type { UrlListRow } from './url-list.row.js';
import { UrlListsRepository } from './url-lists.repository.js';

/** Unpacked bytes per byte that may be sent. */
const UNPACKED = 20;
/** At a time, of one user. */
const MAX_UPLOADS = 3;

export interface NewUrlList extends UploadRequest {
  name: string;
}

@Injectable()
export class UrlListsService {
  constructor(
    private readonly em: EntityManager,
    private readonly lists: UrlListsRepository,
    private readonly projects: ProjectsService,
    private readonly storage: Storage,
    private readonly events: EventBus,
    private readonly env: Env,
  ) {}

  /** Reads the whole body before it answers. @throws NotFound, InvalidState, UrlListQuota, UnreadableList, ContentTooLarge */
  async receive(userId: string, projectId: string, request: NewUrlList): Promise<UrlListRow> {
    const id = randomUUIDv7();
    const key = listKey(projectId, id);
    const rawKey = rawListKey(projectId, id);
    const room = await this.begin(userId, projectId, id, request);
    try {
      const full = (): Error =>
        new UrlListQuota('url_list_bytes', this.env.URL_LIST_STORAGE_BYTES, this.env.URL_LIST_STORAGE_BYTES - room);
      const { URL_LIST_MAX_BYTES: maxBytes, URL_LIST_MAX_ROWS: maxRows } = this.env;
      const limits = { maxBytes, maxRows, maxUnpacked: maxBytes * UNPACKED, room, full };
      const read = await new ListUpload(this.storage, request, limits).run(key, rawKey);
      await this.storage.delete([rawKey]);
      return await this.finish(userId, projectId, id, read);
    } catch (error) {
      await this.lists.markDeleted(id); // housekeeping takes what there may be in storage
      throw problemOfUpload(error);
    }
  }

  async list(
    userId: string,
    projectId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<UrlListRow>> {
    await this.projects.get(userId, projectId);
    return this.lists.page(userId, projectId, page);
  }

  /** @throws NotFound */
  async get(userId: string, projectId: string, id: string): Promise<UrlListRow> {
    return found(await this.lists.find(userId, projectId, id));
  }

  /** As `get`, but null where there is none. */
  async find(userId: string, projectId: string, id: string): Promise<UrlListRow | null> {
    return (await this.lists.find(userId, projectId, id)) ?? null;
  }

  /** For those who make a crawl job of it: until the caller's transaction ends it cannot be deleted. Whether it is there. */
  async hold(userId: string, projectId: string, id: string): Promise<boolean> {
    return (await this.lists.findShared(userId, projectId, id)) !== undefined;
  }

  /** @throws NotFound, InvalidState while a crawl job reads it */
  delete(userId: string, projectId: string, id: string): Promise<void> {
    return this.em.transactional(async () => {
      const { name } = found(await this.lists.findToDelete(userId, projectId, id));
      const openJobs = await this.lists.openJobs(projectId, id);
      if (openJobs > 0)
        throw new InvalidState('Unfinished crawl jobs read the list; cancel them first', { open_jobs: openJobs });
      await this.lists.markDeleted(id);
      await this.events.emit(new UrlListDeleted(userId, id, { name, project_id: projectId }));
    });
  }

  /** Bytes that the user may still store. */
  private begin(userId: string, projectId: string, id: string, { name, format }: NewUrlList): Promise<number> {
    return this.em.transactional(async () => {
      await this.projects.lockActive(userId, projectId);
      const { lists, bytes, uploads } = await this.lists.useOf(userId);
      const { URL_LISTS_PER_USER: most, URL_LIST_STORAGE_BYTES: space } = this.env;
      if (lists >= most) throw new UrlListQuota('url_lists', most, lists);
      if (bytes >= space) throw new UrlListQuota('url_list_bytes', space, bytes);
      if (uploads >= MAX_UPLOADS) throw new UrlListQuota('url_list_uploads', MAX_UPLOADS, uploads);
      await this.lists.insert({ id, userId, projectId, name, format });
      return space - bytes;
    });
  }

  private finish(userId: string, projectId: string, id: string, read: ReadList): Promise<UrlListRow> {
    return this.em.transactional(async () => {
      await this.projects.lockActive(userId, projectId);
      await this.lists.finish(id, read);
      const list = found(await this.lists.find(userId, projectId, id));
      const { name, format, row_count, url_count } = list;
      await this.events.emit(
        new UrlListCreated(userId, id, { name, format, row_count, url_count, project_id: projectId }),
      );
      return list;
    });
  }
}

function problemOfUpload(error: unknown): unknown {
  if (error instanceof BadList) return new UnreadableList(error);
  return error instanceof StorageFull ? new ServiceUnavailable(30, error, 'storage-unavailable') : error;
}

function found(list: UrlListRow | undefined): UrlListRow {
  if (!list) throw new NotFound('List');
  return list;
}
