import { Module } from '@nestjs/common';
import { CommonModule } from './common/common.module.js';
import { EventsModule } from './common/events/events.module.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { ActivityModule } from './modules/activity/activity.module.js';
import { NotificationsModule } from './modules/notifications/notifications.module.js';
import { QueueModule } from './queue/queue.module.js';

/** What every process needs: environment, database, queue connection, event bus and those who listen to it. */
@Module({
  imports: [ConfigModule, DatabaseModule, QueueModule, EventsModule, CommonModule, ActivityModule, NotificationsModule],
})
export class CoreModule {}
