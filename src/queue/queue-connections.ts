import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import { Env } from '../config/env.js';
import { queueClient } from './queue-client.js';

/** Makes the connections of all queues and ends them: Bull leaves those open that it has not made itself. */
@Injectable()
export class QueueConnections implements OnApplicationShutdown {
  private readonly clients: Redis[] = [];

  constructor(private readonly env: Env) {}

  open(type: 'client' | 'subscriber' | 'bclient', more?: RedisOptions): Redis {
    const client = queueClient(type, this.env.REDIS_URL, more);
    client.on('error', () => {}); // RedisClient tells about outages, once; Bull stops listening when it closes
    this.clients.push(client);
    return client;
  }

  /** Global modules come last, so the queues have waited for their jobs by now. */
  onApplicationShutdown(): void {
    for (const client of this.clients) client.disconnect();
  }
}
