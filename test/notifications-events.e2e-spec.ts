import { setTimeout } from 'node:timers/promises';
import { EventBus } from '../src/common/events/event-bus.js';
import { CrawlJobCompleted } from '../src/modules/crawl-jobs/crawl-job.events.js';
import { givenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const EVENTS = '/api/notifications/events';
const WAIT = { timeout: 30_000, interval: 20 };

interface Message {
  id?: string;
  event?: string;
  data?: Record<string, unknown>;
}

/** An open event stream and what it has said so far. */
class Stream {
  text = '';
  readonly ended: Promise<void>;

  constructor(
    readonly response: Response,
    private readonly gone: AbortController,
  ) {
    this.ended = this.read().catch(() => undefined);
  }

  get messages(): Message[] {
    const blocks = this.text.split('\n\n').filter((block) => block.includes('data:'));
    return blocks.map((block) => {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
      );
      return { id: fields.get('id'), event: fields.get('event'), data: JSON.parse(fields.get('data') ?? '{}') };
    });
  }

  get notices(): unknown[] {
    return this.messages.filter(({ event }) => event === 'notification').map(({ data }) => data?.message);
  }

  get counts(): unknown[] {
    return this.messages.filter(({ event }) => event === 'unread').map(({ data }) => data?.unread_count);
  }

  async close(): Promise<void> {
    this.gone.abort();
    await this.ended;
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk, { stream: true });
  }
}

const told = (...images: number[]) => images.map((count) => `Images stored: ${count}.`);

describe('the event stream of notifications', () => {
  let app: TestApp;
  let user: TestUser;
  let jobId: string;
  const streams: Stream[] = [];
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    user = await app.givenUser();
    jobId = (await givenJob(app, user, ['lentils'])).jobId;
  });
  afterEach(async () => {
    await Promise.all(streams.splice(0).map((stream) => stream.close()));
  });

  async function open(lastId?: string, who = user): Promise<Stream> {
    const gone = new AbortController();
    const headers = { authorization: `Bearer ${who.key}`, ...(lastId !== undefined && { 'last-event-id': lastId }) };
    const stream = new Stream(await fetch(`${app.url}${EVENTS}`, { headers, signal: gone.signal }), gone);
    streams.push(stream);
    await vi.waitFor(() => expect(stream.counts.length).toBeGreaterThan(0), WAIT);
    return stream;
  }
  const finish = (images: number) =>
    app.inContext(() =>
      app.db.transactional(() =>
        app.get(EventBus).emit(new CrawlJobCompleted(user.id, jobId, { downloaded_images: images })),
      ),
    );

  it('tells what is new, each once, and how many are unread', async () => {
    const stream = await open();
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(stream.text).toMatch(/^retry: 2000\n\n/);
    expect(stream.counts).toEqual([1]); // of the user's key
    for (const images of [1, 2, 3]) await finish(images);
    await vi.waitFor(() => expect(stream.notices).toEqual(told(1, 2, 3)), WAIT);
    const { body } = await user.get('/api/notifications?limit=1').expect(200);
    const last = stream.messages.findLast(({ event }) => event === 'notification');
    expect(last).toEqual({ id: body.data[0].id, event: 'notification', data: body.data[0] });
    await vi.waitFor(() => expect(stream.counts.at(-1)).toBe(4), WAIT);

    await user.post('/api/notifications/read-all').expect(200);
    await vi.waitFor(() => expect(stream.counts.at(-1)).toBe(0), WAIT);
    await setTimeout(1_200);
    expect(stream.notices).toEqual(told(1, 2, 3));
  });

  it('goes on after Last-Event-ID', async () => {
    const first = await open();
    for (const images of [1, 2]) await finish(images);
    await vi.waitFor(() => expect(first.notices).toHaveLength(2), WAIT);
    const ids = first.messages.flatMap(({ id }) => id ?? []);
    await first.close();
    for (const images of [3, 4]) await finish(images);
    const again = await open(ids[0]);
    await vi.waitFor(() => expect(again.notices).toEqual(told(2, 3, 4)), WAIT);
  });

  it('sends a long backlog whole', async () => {
    const { body } = await user.get('/api/notifications').expect(200);
    for (let images = 0; images < 230; images++) await finish(images);
    const stream = await open(body.data[0].id);
    const expected = told(...Array.from({ length: 230 }, (_, index) => index));
    await vi.waitFor(() => expect(stream.notices).toEqual(expected), WAIT);
  });

  it('shows rows that become visible after younger ones', async () => {
    const stream = await open();
    const { promise: hold, resolve: release } = Promise.withResolvers<void>();
    const slow = app.inContext(() =>
      app.db.transactional(async () => {
        await app.get(EventBus).emit(new CrawlJobCompleted(user.id, jobId, { downloaded_images: 1 }));
        await hold;
      }),
    );
    await setTimeout(100);
    await finish(2);
    await vi.waitFor(() => expect(stream.notices).toEqual(told(2)), WAIT);
    release();
    await slow;
    await vi.waitFor(() => expect(stream.notices).toEqual(told(2, 1)), WAIT);
    await setTimeout(1_200);
    expect(stream.notices).toHaveLength(2);
  });

  it.each(['', 'abc', '00000000-0000-0000-0000-000000000000'])(
    'begins with what comes after Last-Event-ID %j',
    async (id) => {
      await finish(1);
      const stream = await open(id);
      await finish(2);
      await vi.waitFor(() => expect(stream.notices).toEqual(told(2)), WAIT);
    },
  );

  it("shows nobody else's, not even after their id", async () => {
    const other = await app.givenUser();
    const { body } = await user.get('/api/notifications').expect(200);
    const stream = await open(body.data[0].id, other);
    await finish(1);
    await setTimeout(1_500);
    expect(stream.notices).toEqual([]);
    expect(stream.counts).toEqual([1]);
  });

  it('needs a key with the scope, and gives one user ten at a time', async () => {
    await app.anonymous.get(EVENTS).expect(401);
    const head = await fetch(`${app.url}${EVENTS}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${user.key}` },
    });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const stranger = await app.givenUser({ scopes: ['jobs:read'] });
    await stranger.get(EVENTS).expect(403);
    await Promise.all(Array.from({ length: 10 }, () => open()));
    const refused = await user.get(EVENTS).expect(429);
    expect(refused.headers['retry-after']).toBe('5');
    await streams[0]?.close();
    await vi.waitFor(async () => expect((await open()).response.status).toBe(200), WAIT);
  });

  it('says something every 15 seconds', async () => {
    const stream = await open();
    await vi.waitFor(() => expect(stream.text).toContain(': heartbeat\n\n'), { timeout: 18_000, interval: 100 });
  });

  it('ends with the process', async () => {
    const own = await TestApp.start();
    const response = await fetch(`${own.url}${EVENTS}`, { headers: { authorization: `Bearer ${user.key}` } });
    const text = response.text();
    await setTimeout(300);
    await own.stop();
    expect(await text).toContain('event: unread');
  });
});
