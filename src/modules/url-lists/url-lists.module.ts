import { Module } from '@nestjs/common';
import { StorageModule } from '../../storage/storage.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { UrlListAccount } from './url-list.account.js';
import { UrlListSweep } from './url-list-sweep.js';
import { UrlListsController } from './url-lists.controller.js';
import { UrlListsRepository } from './url-lists.repository.js';
import { UrlListsService } from './url-lists.service.js';

@Module({
  imports: [ProfilesModule, ProjectsModule, StorageModule],
  controllers: [UrlListsController],
  providers: [UrlListsService, UrlListsRepository, UrlListSweep, UrlListAccount],
  exports: [UrlListsService, UrlListSweep],
})
export class UrlListsModule {}
