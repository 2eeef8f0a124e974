import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { AdminCreditsController } from './admin-credits.controller.js';
import { CreditAccountExport } from './credit.account.js';
import { CreditAccountsService } from './credit-accounts.service.js';
import { CreditArrivals } from './credit-arrivals.js';
import { CreditGrants } from './credit-grants.service.js';
import { CreditReconciliation } from './credit-reconciliation.service.js';
import { CreditsController } from './credits.controller.js';
import { CreditsRepository } from './credits.repository.js';
import { CreditsService } from './credits.service.js';
import { Ledger } from './ledger.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentsService } from './payments/payments.service.js';

@Module({
  imports: [ProfilesModule],
  controllers: [CreditsController, AdminCreditsController, PaymentsController],
  providers: [
    CreditsService,
    CreditAccountsService,
    CreditGrants,
    PaymentsService,
    CreditArrivals,
    CreditReconciliation,
    CreditAccountExport,
    CreditsRepository,
    Ledger,
  ],
  exports: [CreditsService, CreditArrivals, CreditReconciliation],
})
export class CreditsModule {}
