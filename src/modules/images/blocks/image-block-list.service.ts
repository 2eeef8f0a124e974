import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../../common/events/event-bus.js';
import type { PageQueryDto } from '../../../common/pagination/page.dto.js';
import type { Page } from '../../../common/pagination/page-of.js';
import { NotFound } from '../../../common/problem/problems.js';
import { ProjectsService } from '../../projects/projects.service.js';
import { ImageBlockRemoved } from './image-block.events.js';
import { ImageBlocksRepository, type ImageBlockRow } from './image-blocks.repository.js';

/** Blocks as their owner sees and undoes them. */
@Injectable()
export class ImageBlockListService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly blocks: ImageBlocksRepository,
    private readonly events: EventBus,
  ) {}

  /** Throws NotFound. */
  async list(userId: string, projectId: string, page: PageQueryDto): Promise<Page<ImageBlockRow>> {
    await this.projects.get(userId, projectId);
    return this.blocks.page(userId, projectId, page);
  }

  /** The picture may come back into the project, into other jobs than the one it was taken from. Throws NotFound. */
  async remove(userId: string, projectId: string, id: string): Promise<void> {
    await this.em.transactional(async () => {
      const imageId = await this.blocks.delete(userId, projectId, id);
      if (imageId === undefined) throw new NotFound('Image block');
      await this.events.emit(new ImageBlockRemoved(userId, id, { project_id: projectId, image_id: imageId }));
    });
  }
}
