import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { QueueConnections } from './queue-connections.js';
import { queueSettings } from './queues.js';
import { RedisModule } from './redis.module.js';

/** What all queues have in common; feature modules register the queues that they use. */
@Module({
  imports: [
    RedisModule,
    BullModule.forRootAsync({
      inject: [Env, QueueConnections],
      useFactory: (env: Env, connections: QueueConnections) => ({
        createClient: (type) => connections.open(type),
        prefix: env.QUEUE_PREFIX,
        settings: queueSettings,
      }),
    }),
  ],
})
export class QueueModule {}
