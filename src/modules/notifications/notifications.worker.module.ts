import { Module } from '@nestjs/common';
import { DeliveriesRepository } from './delivery/deliveries.repository.js';
import { DeliveryRunner } from './delivery/delivery-runner.js';
import { DeliveryWorker } from './delivery/delivery-worker.js';
import { DigestsRepository } from './delivery/digests.repository.js';
import { NotificationsModule } from './notifications.module.js';

/** Worker only: delivers what is in the outbox. */
@Module({
  imports: [NotificationsModule],
  providers: [DeliveryWorker, DeliveryRunner, DeliveriesRepository, DigestsRepository],
})
export class NotificationsWorkerModule {}
