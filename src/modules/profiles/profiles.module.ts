import { Module } from '@nestjs/common';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesRepository } from './profiles.repository.js';
import { ProfilesService } from './profiles.service.js';

@Module({
  controllers: [ProfilesController, ApiKeysController],
  providers: [ProfilesService, ProfilesRepository, ApiKeysService, ApiKeysRepository, ApiKeyVerifier],
  exports: [ProfilesService, ApiKeysService, ApiKeyVerifier],
})
export class ProfilesModule {}
