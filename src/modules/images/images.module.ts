import { Module } from '@nestjs/common';
import { InspectionModule } from '../../inspection/inspection.module.js';
import { StorageModule } from '../../storage/storage.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ImageBlockListService } from './blocks/image-block-list.service.js';
import { ImageBlocksController } from './blocks/image-blocks.controller.js';
import { ImageBlocksRepository } from './blocks/image-blocks.repository.js';
import { ImageBlocksService } from './blocks/image-blocks.service.js';
import { TakedownBlocks } from './blocks/takedown-blocks.js';
import { DuplicateGroups } from './duplicates/duplicate-groups.service.js';
import { DuplicatesService } from './duplicates/duplicates.service.js';
import { GroupMembers } from './duplicates/group-members.js';
import { NearLookup } from './duplicates/near-lookup.js';
import { ProjectHashesReader } from './duplicates/project-hashes.js';
import { ImageAccount } from './image.account.js';
import { ImageChangesRepository } from './image-changes.repository.js';
import { ImageChangesService } from './image-changes.service.js';
import { ImageLookupService } from './image-lookup.service.js';
import { ImageListsController } from './image-lists.controller.js';
import { ImageReaderService } from './image-reader.service.js';
import { ImageSweep } from './image-sweep.js';
import { ImageScopes } from './image-scope.js';
import { ImagesController } from './images.controller.js';
import { ImagesRepository } from './images.repository.js';
import { ImagesService } from './images.service.js';
import { ObjectSender } from './object-sender.js';
import { TakedownService } from './takedown.service.js';
import { Thumbnails } from './thumbnails.js';

@Module({
  imports: [StorageModule, InspectionModule, ProfilesModule, ProjectsModule],
  controllers: [ImagesController, ImageListsController, ImageBlocksController],
  providers: [
    DuplicateGroups,
    DuplicatesService,
    GroupMembers,
    ImageBlockListService,
    ImageBlocksRepository,
    ImageBlocksService,
    ImageChangesRepository,
    ImageChangesService,
    ImageLookupService,
    NearLookup,
    ProjectHashesReader,
    TakedownBlocks,
    ImagesService,
    ImageReaderService,
    ImagesRepository,
    ImageAccount,
    ImageScopes,
    ImageSweep,
    ObjectSender,
    TakedownService,
    Thumbnails,
  ],
  exports: [DuplicatesService, ImageBlocksService, ImagesService, ImageScopes, ImageSweep, ObjectSender],
})
export class ImagesModule {}
