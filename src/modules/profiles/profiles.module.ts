import { Module } from '@nestjs/common';
import { IdempotencyKeysRepository } from '../../common/idempotency/idempotency-keys.repository.js';
import { AccountRegistry } from './account-registry.js';
import { AccountService } from './account.service.js';
import { AdminProfilesController } from './admin-profiles.controller.js';
import { AdminProfilesRepository } from './admin-profiles.repository.js';
import { AdminProfilesService } from './admin-profiles.service.js';
import { ApiKeyRotation } from './api-key-rotation.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { ApiKeysAccount } from './api-keys.account.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { KeptAnswersAccount } from './kept-answers.account.js';
import { ProfileAccess } from './profile-access.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesRepository } from './profiles.repository.js';
import { ProfilesService } from './profiles.service.js';

@Module({
  controllers: [ProfilesController, ApiKeysController, AdminProfilesController],
  providers: [
    ProfilesService,
    ProfilesRepository,
    ProfileAccess,
    AccountService,
    AccountRegistry,
    AdminProfilesService,
    AdminProfilesRepository,
    ApiKeysService,
    ApiKeysRepository,
    ApiKeysAccount,
    ApiKeyRotation,
    ApiKeyVerifier,
    IdempotencyKeysRepository,
    KeptAnswersAccount,
  ],
  exports: [
    ProfilesService,
    ProfileAccess,
    AccountService,
    AccountRegistry,
    AdminProfilesService,
    ApiKeysService,
    ApiKeyVerifier,
  ],
})
export class ProfilesModule {}
