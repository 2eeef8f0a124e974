import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { DeliveryChannels } from './delivery/delivery-channels.js';
import { EmailChannel } from './delivery/email.channel.js';
import { NewsRepository } from './news.repository.js';
import { NotificationAccount } from './notification.account.js';
import { NotificationEventsController } from './notification-events.controller.js';
import { NotificationStreams } from './notification-streams.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsListener } from './notifications.listener.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { Notifier } from './notifier.js';
import { OutboxRepository } from './outbox.repository.js';
import { PreferencesController } from './preferences.controller.js';
import { PreferencesRepository } from './preferences.repository.js';
import { PreferencesService } from './preferences.service.js';
import { SubjectsRepository } from './subjects.repository.js';

/** Imported by every process, because every process emits. */
@Module({
  imports: [ProfilesModule],
  controllers: [PreferencesController, NotificationEventsController, NotificationsController],
  providers: [
    NotificationsListener,
    Notifier,
    NotificationsService,
    NotificationsRepository,
    NotificationStreams,
    NewsRepository,
    PreferencesService,
    PreferencesRepository,
    OutboxRepository,
    SubjectsRepository,
    NotificationAccount,
    DeliveryChannels,
    EmailChannel,
  ],
  exports: [PreferencesRepository, DeliveryChannels],
})
export class NotificationsModule {}
