import { once } from 'node:events';
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Agent, EventSource } from 'undici';
import { CrawlWorld, type Job } from './support/crawl-world.js';
import type { TestUser } from './support/test-user.js';

interface Message {
  id: string;
  event: string;
  data: { status: string; downloaded_images: number; progress: number; id: string };
}

/** Reads to the end of the stream. */
async function messages(response: Response): Promise<Message[]> {
  const blocks = (await response.text()).split('\n\n').filter((block) => block.startsWith('id:'));
  return blocks.map((block) => {
    const field = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    return { id: field.id ?? '', event: field.event ?? '', data: JSON.parse(field.data ?? '') };
  });
}

/** The two numbers of an event's id. */
const partsOf = ({ id }: Message): [number, number] => {
  const [jobChanges = Number.NaN, chunkChanges = Number.NaN] = id.split('.').map(Number);
  return [jobChanges, chunkChanges];
};

/** The answer's head, as soon as it is there. */
async function headOf(request: ClientRequest): Promise<IncomingMessage> {
  const [response]: IncomingMessage[] = await once(request, 'response');
  return response!;
}

describe('the event stream of a crawl job', () => {
  let world: CrawlWorld;
  let user: TestUser;
  let url: string;
  beforeAll(async () => {
    world = await CrawlWorld.start();
    user = await world.app.givenUser({ credits: 1_000 });
    url = await world.app.nest.getUrl();
  });
  afterAll(() => world.stop());

  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}/events`, { headers: { authorization: `Bearer ${user.key}`, ...headers } });

  const slowJob = () => world.givenJob(user, { keywords: ['crab fault:slow'], sources: ['openverse'], max_images: 25 });
  let ended: Job;

  it('tells the progress, never backwards, then the end, and closes', async () => {
    ended = await slowJob();
    const response = await open(ended.path);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const told = await messages(response);
    const final = await ended.end();
    expect(told.length).toBeGreaterThan(3);
    expect(told.map(({ event }) => event)).toEqual([...told.slice(1).map(() => 'progress'), 'done']);
    for (const [before, after] of told.slice(1).map((message, i) => [told[i]!, message] as const)) {
      expect(after.data.downloaded_images).toBeGreaterThanOrEqual(before.data.downloaded_images);
      expect(after.data.progress).toBeGreaterThanOrEqual(before.data.progress);
      const [a, b] = [partsOf(before), partsOf(after)];
      expect(b[0] > a[0] || (b[0] === a[0] && b[1] > a[1])).toBe(true);
    }
    expect(told.at(-1)?.data).toEqual(final);
  });

  it.each(['', '999999.1', 'garbage \u{e9}', '-1', 'x'.repeat(5_000)])(
    'begins with the present state after Last-Event-ID %j',
    async (id) => {
      const told = await messages(await open(ended.path, { 'last-event-id': id }));
      expect(told).toMatchObject([{ event: 'done', data: { id: ended.id, status: 'completed' } }]);
    },
  );

  it('answers 204 to who has seen the end, until the job goes on', async () => {
    const [last] = await messages(await open(ended.path));
    const again = await open(ended.path, { 'last-event-id': last?.id ?? '' });
    expect([again.status, again.headers.get('content-type'), await again.text()]).toEqual([204, null, '']);
    await user.post(`${ended.path}/extend`, { max_images: 26 }).expect(200);
    const [next] = await messages(await open(ended.path, { 'last-event-id': last?.id ?? '' }));
    expect(next?.id).not.toBe(last?.id);
    await ended.end();
  });

  it('is left alone by an EventSource once it has ended', async () => {
    let requests = 0;
    const authorization = `Bearer ${user.key}`; // an EventSource has no way to send one
    const agent = new Agent().compose((dispatch) => (options, handler) => {
      requests += 1;
      return dispatch({ ...options, headers: { ...Object(options.headers), authorization } }, handler);
    });
    const source = new EventSource(`${url}${ended.path}/events`, { node: { dispatcher: agent } });
    const told: unknown[] = [];
    source.addEventListener('done', (event) => told.push(Reflect.get(event, 'lastEventId')));
    try {
      await vi.waitFor(() => expect(source.readyState).toBe(EventSource.CLOSED), { timeout: 10_000 });
      expect([told.length, requests]).toEqual([1, 2]);
    } finally {
      source.close();
      await agent.destroy();
    }
  });

  it('ends when the job is cancelled, and when it is gone', async () => {
    const job = await slowJob();
    const watching = open(job.path).then(messages);
    await job.until(({ downloaded_images }) => downloaded_images > 0);
    await user.post(`${job.path}/cancel`).expect(200);
    expect((await watching).at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } });
    await job.end();
    await user.delete(job.path).expect(204);
    expect((await open(job.path)).status).toBe(404);
  });

  it('is nobody else’s and needs a key', async () => {
    const other = await world.app.givenUser();
    expect((await open(ended.path, { authorization: `Bearer ${other.key}` })).status).toBe(404);
    expect((await fetch(`${url}${ended.path}/events`)).status).toBe(401);
  });

  it('is open at most twenty times per user, also when all come at once, and gives its place back', async () => {
    const job = await world.givenJob(user, { keywords: ['crab fault:slow'], sources: ['openverse'], max_images: 1 });
    await user.post(`${job.path}/pause`);
    const requests = Array.from({ length: 25 }, () =>
      get(`${url}${job.path}/events`, { headers: { authorization: `Bearer ${user.key}` } }),
    );
    const answers = await Promise.all(requests.map(headOf));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(20);
    const refused = answers.find(({ statusCode }) => statusCode === 429);
    expect(refused?.headers).toMatchObject({ 'retry-after': '5' });
    for (const request of requests) request.destroy();
    await vi.waitFor(async () => expect((await open(ended.path)).status).toBe(200), { timeout: 5_000 });

    // those who leave before the answer begins count as well
    for (let i = 0; i < 40; i++) {
      const hasty = get(`${url}${job.path}/events`, { headers: { authorization: `Bearer ${user.key}` } });
      hasty.on('error', () => {});
      await setTimeout(i % 8);
      hasty.destroy();
    }
    await setTimeout(1_500);
    const again = await Promise.all(Array.from({ length: 20 }, () => open(ended.path)));
    expect(again.map(({ status }) => status)).toEqual(again.map(() => 200));
    await user.post(`${job.path}/cancel`).expect(200);
  });
});
