import { Module } from '@nestjs/common';
import { StorageModule } from '../../storage/storage.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ImageAccount } from './image.account.js';
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
  imports: [StorageModule, ProfilesModule, ProjectsModule],
  controllers: [ImagesController, ImageListsController],
  providers: [
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
  exports: [ImagesService, ImageScopes, ImageSweep, ObjectSender],
})
export class ImagesModule {}
