import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { Shutdown } from '../../common/shutdown/shutdown.js';
import { NewsRepository, type News, type Position } from './news.repository.js';
import { NotificationDto } from './notification.dto.js';
import { SeenNotifications } from './seen-notifications.js';
import { StreamPlaces } from '../../common/rate-limit/stream-places.js';

const POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2_000;
/** Then the reader connects again, and shows its key again, which may be revoked by now. */
const MAX_AGE_MS = 15 * 60_000;
const MAX_STREAMS_PER_USER = 10;

/** Server-sent events of notifications, read from their rows: nothing is kept for a reader but where it stands. */
@Injectable()
export class NotificationStreams {
  private readonly places = new StreamPlaces(MAX_STREAMS_PER_USER);

  constructor(
    private readonly orm: MikroORM,
    private readonly news: NewsRepository,
    private readonly shutdown: Shutdown,
  ) {}

  /**
   * `lastId`: the last notification that the reader has; null: begin with what comes. `gone`: the reader left.
   * Throws RateLimited beyond 10 streams of one user in this process.
   */
  async open(userId: string, lastId: string | null, gone: AbortSignal): Promise<AsyncGenerator<string>> {
    const leave = this.places.take(userId);
    // a generator that nobody starts, or that waits, would not notice
    if (gone.aborted) leave();
    gone.addEventListener('abort', leave, { once: true });
    try {
      const from = await this.inContext(() => this.news.position(userId, lastId));
      return this.stream(userId, from, AbortSignal.any([gone, this.shutdown.signal]), leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  private async *stream(userId: string, from: Position, ended: AbortSignal, leave: () => void): AsyncGenerator<string> {
    const seen = new SeenNotifications(from.at);
    const openedAt = performance.now();
    let silentSince = openedAt;
    let unread = -1;
    try {
      yield `retry: ${RECONNECT_MS}\n\n`;
      while (!ended.aborted && performance.now() - openedAt < MAX_AGE_MS) {
        const news = await this.inContext(() => this.news.since(userId, from, seen.last, seen.ids));
        seen.add(news.notifications);
        const text = textOf(news, unread);
        unread = news.unread;
        if (text !== '') yield text;
        else if (performance.now() - silentSince > HEARTBEAT_MS) yield ': heartbeat\n\n';
        else {
          await setTimeout(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
          continue;
        }
        silentSince = performance.now();
      }
    } finally {
      leave();
    }
  }

  private inContext<T>(read: () => Promise<T>): Promise<T> {
    return RequestContext.create(this.orm.em, read);
  }
}

/** Events for what is new; the count only when it has changed. */
function textOf({ notifications, unread }: News, before: number): string {
  const events = notifications.map((row) => {
    const data = JSON.stringify(NotificationDto.from(row));
    return `id: ${row.id}\nevent: notification\ndata: ${data}\n\n`;
  });
  if (unread !== before) events.push(`event: unread\ndata: ${JSON.stringify({ unread_count: unread })}\n\n`);
  return events.join('');
}
