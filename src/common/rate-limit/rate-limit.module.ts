import { Module } from '@nestjs/common';
import { RateLimitStore } from './rate-limit.store.js';
import { RateLimiter } from './rate-limiter.js';

/** Needs the global Env and RedisModule. */
@Module({ providers: [RateLimiter, RateLimitStore], exports: [RateLimiter] })
export class RateLimitModule {}
