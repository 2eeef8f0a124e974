import { BullModule } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { queueSettings } from './queues.js';
import { RedisClient } from './redis-client.js';
import { queueClient } from './queue-client.js';

/** The connection of all queues; feature modules register the queues that they use. */
@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [Env],
      useFactory: (env: Env) => ({
        createClient: (type) => queueClient(type, env.REDIS_URL),
        prefix: env.QUEUE_PREFIX,
        settings: queueSettings,
      }),
    }),
  ],
  providers: [RedisClient],
  exports: [RedisClient],
})
export class QueueModule {}
