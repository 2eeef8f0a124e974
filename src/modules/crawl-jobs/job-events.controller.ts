import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { JobEventStreams } from './job-event-streams.js';

@ApiTags('crawl-jobs')
@Controller('projects/:project_id/crawl-jobs/:job_id')
export class JobEventsController {
  constructor(private readonly streams: JobEventStreams) {}

  /**
   * Watch a crawl job (server-sent events)
   *
   * `progress` events carry the job as GET answers it, whenever it changed, at most twice a second; `done` carries it
   * once it has ended, and closes the stream. Each connection begins with the present state, also after Last-Event-ID; but
   * 204, at which an EventSource stops, when that is the id of `done` and the job has not gone on since.
   *
   * A user has at most 20 of these streams open at a time in each API process; one more is 429. Opening a stream counts as
   * one request, events count as none.
   */
  @Get('events')
  @Scopes('jobs:read')
  @Produces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last event that was received' })
  @ApiNoContentResponse({ description: 'The job has ended, and Last-Event-ID is the id of that event' })
  @ApiOkResponse({
    description: 'A stream of server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async watchCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Headers('last-event-id') last: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    if (reply.raw.destroyed) gone.abort();
    reply.raw.once('close', () => gone.abort());
    const events = await this.streams.open({ userId: user.id, projectId, jobId }, last, gone.signal);
    if (!events) return void (await reply.code(204).send());
    await reply
      .headers({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache, no-transform',
        'X-Accel-Buffering': 'no',
      })
      .send(Readable.from(events));
  }
}
