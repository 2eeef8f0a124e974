import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Produces } from '../../common/protocol/accept.js';
import { isUuid } from '../../common/validation/uuid.js';
import { NotificationStreams } from './notification-streams.js';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationEventsController {
  constructor(private readonly streams: NotificationStreams) {}

  /**
   * Watch my notifications (server-sent events)
   *
   * `notification` events carry a notification as the list shows it, each once; `unread` carries `{ unread_count }`, first
   * when the stream begins and then whenever it has changed. A stream ends after 15 minutes: connect again with
   * Last-Event-ID to go on where it ended. Without it, or with one that is no notification of mine, it begins with what
   * comes next.
   *
   * You have at most 10 of these streams open at a time in each API process; one more is 429. Opening a stream counts as one
   * request, events count as none.
   */
  @Get('events')
  @Scopes('notifications:read')
  @Produces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last notification that was received' })
  @ApiOkResponse({
    description: 'A stream of server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async watchNotifications(
    @CurrentUser() user: AuthUser,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.headers({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') return void reply.send(); // a stream would keep it waiting for an end
    const gone = new AbortController();
    if (reply.raw.destroyed) gone.abort();
    reply.raw.once('close', () => gone.abort());
    const events = await this.streams.open(user.id, isUuid(last) ? last : null, gone.signal);
    await reply.send(Readable.from(events));
  }
}
