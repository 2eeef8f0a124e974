import { Module } from '@nestjs/common';
import { CreditsController } from './credits.controller.js';
import { CreditsRepository } from './credits.repository.js';
import { CreditsService } from './credits.service.js';
import { Ledger } from './ledger.js';

@Module({
  controllers: [CreditsController],
  providers: [CreditsService, CreditsRepository, Ledger],
  exports: [CreditsService],
})
export class CreditsModule {}
