import { Global, Module } from '@nestjs/common';
import { QueueConnections } from './queue-connections.js';
import { RedisClient } from './redis-client.js';

/** Every connection of this process to Redis. */
@Global()
@Module({ providers: [RedisClient, QueueConnections], exports: [RedisClient, QueueConnections] })
export class RedisModule {}
