import { BullModule } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { queueSettings } from './queues.js';
import { RedisClient } from './redis-client.js';
import { redisOptions } from './redis-options.js';

/** The connection of all queues; feature modules register the queues that they use. */
@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [Env],
      useFactory: (env: Env) => ({
        redis: redisOptions(env.REDIS_URL),
        prefix: env.QUEUE_PREFIX,
        settings: queueSettings,
      }),
    }),
  ],
  providers: [RedisClient],
  exports: [RedisClient],
})
export class QueueModule {}
