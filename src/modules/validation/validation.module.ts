import { Module } from '@nestjs/common';
import { ImagesModule } from '../images/images.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { RulesModule } from './rules/rules.module.js';
import { ValidationJobAccount } from './validation-job.account.js';
import { ValidationJobRelation } from './validation-job.relation.js';
import { ValidationJobsController } from './validation-jobs.controller.js';
import { ValidationJobsRepository } from './validation-jobs.repository.js';
import { ValidationJobsService } from './validation-jobs.service.js';
import { ValidationResultsRepository } from './validation-results.repository.js';
import { ValidationRulesController } from './validation-rules.controller.js';

@Module({
  imports: [ImagesModule, ProfilesModule, RulesModule],
  controllers: [ValidationJobsController, ValidationRulesController],
  providers: [
    ValidationJobsService,
    ValidationJobsRepository,
    ValidationResultsRepository,
    ValidationJobRelation,
    ValidationJobAccount,
  ],
})
export class ValidationModule {}
