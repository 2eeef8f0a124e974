import { Module } from '@nestjs/common';
import { StorageModule } from '../../storage/storage.module.js';
import { ImageListsController } from './image-lists.controller.js';
import { ImageReaderService } from './image-reader.service.js';
import { ImageScopes } from './image-scope.js';
import { ImagesController } from './images.controller.js';
import { ImagesRepository } from './images.repository.js';
import { ImagesService } from './images.service.js';
import { ObjectSender } from './object-sender.js';
import { TakedownService } from './takedown.service.js';
import { Thumbnails } from './thumbnails.js';

@Module({
  imports: [StorageModule],
  controllers: [ImagesController, ImageListsController],
  providers: [
    ImagesService,
    ImageReaderService,
    ImagesRepository,
    ImageScopes,
    ObjectSender,
    TakedownService,
    Thumbnails,
  ],
  exports: [ImagesService, ImageScopes, ObjectSender],
})
export class ImagesModule {}
