import { Body, Controller, Get, HttpCode, Post, Query, Req, Sse, type MessageEvent } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { fromEvent, merge, NEVER, of, takeUntil, type Observable } from 'rxjs';
import { Accepts } from './body/body-rules.js';
import { Produces } from './protocol/accept.js';
import { Shutdown } from './shutdown/shutdown.js';
import { QueryBool } from './validation/query-values.js';
import { AnyQuery } from './validation/query.interceptor.js';
import { OptionalBody } from './validation/patch-of.js';
import { OptionalInt } from './validation/numbers.js';

@OptionalBody()
class RetryDto {
  @OptionalInt({ min: 1, max: 3 })
  times?: number;
}

class FlagQueryDto {
  @QueryBool()
  dry?: boolean;
}

/** Routes that bend a rule on purpose. */
@Controller('odd')
export class OddRoutesController {
  constructor(private readonly shutdown: Shutdown) {}

  /** Take a signed body */
  @Post('signed')
  @Accepts({ keepBytes: true })
  async signOdd(@Req() request: FastifyRequest): Promise<object> {
    return { bytes: request.rawBody?.toString(), body: request.body };
  }

  /** Take a stream */
  @Post('stream')
  @Accepts({ types: ['application/octet-stream'], as: 'stream' })
  async streamOdd(@Body() body: Readable): Promise<object> {
    let length = 0;
    for await (const chunk of body) length += Buffer.from(chunk).length;
    return { length };
  }

  /** Retry, with a body or without */
  @Post('retry')
  @HttpCode(200)
  async retryOdd(@Body() dto: RetryDto): Promise<object> {
    return { times: dto.times ?? null };
  }

  /** Take any query */
  @Get('any')
  @AnyQuery()
  async anyOdd(@Query() query: Record<string, unknown>): Promise<object> {
    return { ...query };
  }

  /** Take a flag */
  @Get('flag')
  async flagOdd(@Query() { dry }: FlagQueryDto): Promise<object> {
    return { dry: dry ?? null };
  }

  /** Follow events until the shutdown */
  @Sse('events')
  @Produces('text/event-stream')
  followOdd(): Observable<MessageEvent> {
    const stop = fromEvent(this.shutdown.signal, 'abort');
    return merge(of({ id: '1', data: { n: 1 } }), NEVER).pipe(takeUntil(stop));
  }
}
