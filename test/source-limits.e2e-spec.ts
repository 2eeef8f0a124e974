import type { IncomingMessage, ServerResponse } from 'node:http';
import { LocalServers } from '../src/fetching/local-servers.fixture.js';
import { Job } from './support/crawl-world.js';
import { Process } from './support/process.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

interface Asked {
  at: number;
  /** Which process. */
  agent: string;
  path: string;
  keyword: string | null;
}

/** Plays sources without pictures and without end, and a host that wants to be left alone. */
class Outside {
  readonly local = new LocalServers();
  readonly asked: Asked[] = [];
  refusedAt = 0;

  async start(): Promise<Record<string, string>> {
    const port = await this.local.http((request, response) => this.serve(request, response));
    const url = `http://127.0.0.1:${port}`;
    return { FETCH_ALLOW: `127.0.0.1:${port}`, INATURALIST_URL: url, GBIF_URL: url, PICTURES: `${url}/pictures/` };
  }

  askedBelow(path: string): Asked[] {
    return this.asked.filter((each) => each.path.startsWith(path));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://outside');
    const agent = request.headers['user-agent']?.split('/')[0] ?? '';
    this.asked.push({ at: performance.now(), agent, path, keyword: searchParams.get('q') });
    const say = (body: object, ms: number) => void setTimeout(() => response.end(JSON.stringify(body)), ms);
    if (path === '/v1/observations') {
      const id = Number(searchParams.get('id_above')) + 1;
      return say({ total_results: 100_000, results: [{ id, photos: [] }] }, 10);
    }
    if (path === '/v1/occurrence/search') return say({ endOfRecords: false, results: [{ key: 1, media: [] }] }, 250);
    if (!path.startsWith('/pictures/') || this.refusedAt > 0) return void response.writeHead(404).end();
    this.refusedAt = performance.now();
    response.writeHead(429, { 'retry-after': '3' }).end();
  }
}

async function givenJob(app: TestApp, user: TestUser, request: object): Promise<Job> {
  const project: string = (await user.post('/api/projects', { name: 'Birds' }).expect(201)).body.id;
  const asked = { name: 'a crawl', keywords: ['tit'], max_images: 30, ...request };
  const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, asked).expect(201);
  return new Job(app, user, project, body.id);
}

const agentsOf = (asked: Asked[]): string[] => [...new Set(asked.map(({ agent }) => agent))].toSorted();
const isOne = ({ keyword }: Asked): boolean => keyword === 'one';

describe('two worker processes', () => {
  const outside = new Outside();
  let app: TestApp;
  let pictures: string;
  beforeAll(async () => {
    const env = await outside.start();
    pictures = env.PICTURES!;
    app = await TestApp.start({ env });
    const workers = ['One', 'Two'].map((name) => {
      const alone = { WORKER_CONCURRENCY: '1', FETCH_HOST_CONCURRENCY: '1', INSPECTORS: '1' };
      return Process.start('worker', { ...env, ...alone, USER_AGENT: `${name}/1 (+https://a.example; a@a.example)` });
    });
    await vi.waitUntil(() => workers.every(({ output }) => output.includes('ready for work')), 60_000);
  });
  afterAll(async () => {
    await Process.killAll();
    await app.stop();
    await outside.local.close();
  });

  it('together ask a source no more than its limit, and rest when it is reached', async () => {
    const keywords = ['tit', 'wren', 'owl', 'crane', 'swift', 'heron'];
    const job = await givenJob(app, await app.givenUser({ credits: 60 }), { keywords, sources: ['inaturalist'] });
    const refused = async () => {
      const { data } = (await job.user.get(`${job.path}/chunks`).expect(200)).body;
      return data.filter((chunk: { error_message: string | null }) => chunk.error_message?.includes('allowance'));
    };
    await vi.waitFor(async () => expect((await refused()).length).toBeGreaterThanOrEqual(keywords.length), 40_000);
    const asked = outside.askedBelow('/v1/observations');
    const first = asked[0]?.at ?? 0;
    expect(asked.filter(({ at }) => at < first + 55_000)).toHaveLength(60); // a minute
    expect(agentsOf(asked)).toEqual(['One', 'Two']);
    await job.user.post(`${job.path}/cancel`).expect(200);
  });

  it('both leave a host alone that asked one of them to', async () => {
    const jobs = await Promise.all(
      ['a', 'b'].map(async (name) => {
        const urls = Array.from({ length: 8 }, (_, i) => ({ url: `${pictures}${name}${i}.jpg` }));
        const user = await app.givenUser({ credits: 30 });
        return givenJob(app, user, { sources: ['urls'], options: { urls } });
      }),
    );
    for (const job of jobs) expect((await job.end()).outcomes).toEqual({ http_not_found: 8 });
    const after = outside.askedBelow('/pictures/').slice(1);
    expect(after.filter(({ at }) => at < outside.refusedAt + 2_990)).toEqual([]);
    expect(after).toHaveLength(16);
    expect(agentsOf(after)).toEqual(['One', 'Two']);
  });
});

describe('a source that is asked one request at a time', () => {
  const outside = new Outside();
  let app: TestApp;
  beforeAll(async () => {
    const env = await outside.start();
    app = await TestApp.start({
      workers: true,
      env: { ...env, FETCH_HOST_CONCURRENCY: '1' }, // and four chunks at a time
    });
  });
  afterAll(async () => {
    await app.stop();
    await outside.local.close();
  });

  it('is asked for two users in turns, however many jobs one of them has', async () => {
    const [ann, bob] = [await app.givenUser({ credits: 300 }), await app.givenUser({ credits: 30 })];
    const start = (user: TestUser, keyword: string) => givenJob(app, user, { keywords: [keyword], sources: ['gbif'] });
    const many = await Promise.all(Array.from({ length: 3 }, () => start(ann, 'many')));
    await vi.waitUntil(() => outside.asked.length > 3, 20_000);
    const one = await start(bob, 'one');
    await vi.waitUntil(() => outside.asked.filter(isOne).length === 8, 40_000);
    const asked = outside.asked.slice(outside.asked.findIndex(isOne));
    expect(asked.length).toBeLessThanOrEqual(22); // 15 in strict turns, 29 in the order of asking
    for (const job of [one, ...many]) await job.user.post(`${job.path}/cancel`).expect(200);
  });
});
