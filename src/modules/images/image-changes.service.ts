import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { ExpectedVersion } from '../../common/etag/if-match.js';
import { changesOf } from '../../common/events/changes.js';
import { EventBus } from '../../common/events/event-bus.js';
import { NotFound } from '../../common/problem/problems.js';
import { DuplicateGroups } from './duplicates/duplicate-groups.service.js';
import { DuplicatesService } from './duplicates/duplicates.service.js';
import type { UpdateImageDto } from './image.dto.js';
import { ImageUpdated } from './image.events.js';
import type { ImageRow } from './image.row.js';
import { ImageChangesRepository, type ChangeableImage, type ImageChanges } from './image-changes.repository.js';
import { ImagesRepository } from './images.repository.js';

/** What users correct on their images. */
@Injectable()
export class ImageChangesService {
  constructor(
    private readonly em: EntityManager,
    private readonly images: ImagesRepository,
    private readonly changeable: ImageChangesRepository,
    private readonly groups: DuplicateGroups,
    private readonly duplicates: DuplicatesService,
    private readonly events: EventBus,
  ) {}

  /** Values that stay equal make neither an event nor a version. @throws NotFound, PreconditionFailed */
  update(userId: string, id: string, patch: UpdateImageDto, expected: ExpectedVersion): Promise<ImageRow> {
    return this.em.transactional(async () => {
      if (patch.is_duplicate !== undefined) await this.groups.lock(await this.changeable.projectOf(userId, id));
      const before = await this.changeable.lock(userId, id);
      expected.check(before.version);
      // also when a validation says the same: what somebody decided is not taken back with it
      if (patch.is_valid !== undefined) await this.changeable.settleValidity(id, patch.is_valid);
      const changes = changesOf<ImageChanges>(before, columnsOf(patch));
      if (Object.keys(changes).length > 0) {
        await this.changeable.update(
          id,
          Object.fromEntries(Object.entries(changes).map(([name, { to }]) => [name, to])),
        );
        if (changes['kept_apart']) await this.regroup(before);
        await this.events.emit(new ImageUpdated(userId, id, { project_id: before.project_id, ...changes }));
      }
      const after = await this.images.find(userId, id);
      if (!after) throw new NotFound('Image');
      return after;
    });
  }

  /** It left its group or may find one again. */
  private async regroup({
    id,
    project_id: projectId,
    duplicate_of: keeper,
    kept_apart: wasApart,
    reach,
  }: ChangeableImage) {
    if (wasApart) await this.duplicates.markImages(projectId, [id], reach);
    else await this.groups.rebuild(projectId, [keeper ?? id]);
  }
}

/** `is_duplicate: false` takes it out of all grouping; null gives it back. */
function columnsOf({ keyword, is_valid: isValid, is_duplicate: isDuplicate }: UpdateImageDto): ImageChanges {
  return {
    ...(keyword !== undefined && { keyword }),
    ...(isValid !== undefined && { is_valid: isValid }),
    ...(isDuplicate !== undefined && { kept_apart: isDuplicate === false }),
  };
}
