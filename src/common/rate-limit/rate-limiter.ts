import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RateLimited } from '../problem/problems.js';
import { RateLimitStore } from './rate-limit.store.js';
import { allowanceOf, rateLimitHeaders } from './rate-window.js';

const WINDOW_MS = 60_000;

/** Whose requests are counted together. */
export interface RateBucket {
  /** Name of the policy, as the headers tell it. */
  policy: 'key' | 'session' | 'address';
  /** Within the policy. */
  id: string;
  /** Requests a minute; 0: no limit. */
  limit: number;
}

/** Bounds requests a minute. Without Redis nobody is refused: a limit protects the service, it must not take it down. */
@Injectable()
export class RateLimiter {
  constructor(private readonly store: RateLimitStore) {}

  /** Counts a request and tells the caller by headers of the answer, whatever it becomes. @throws RateLimited */
  async admit({ policy, id, limit }: RateBucket, reply: Pick<FastifyReply, 'raw'>): Promise<void> {
    if (limit === 0) return;
    const counted = await this.store.count(`${policy}:${id}`, WINDOW_MS);
    if (counted === null) return;
    const allowance = allowanceOf(limit, counted.count, counted.leftMs);
    const headers = rateLimitHeaders(policy, limit, WINDOW_MS, allowance);
    for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
    if (!allowance.admitted) throw new RateLimited(allowance.resetMs / 1000);
  }
}
