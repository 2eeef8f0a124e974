import { sql } from 'kysely';
import type { TestUser } from './support/test-user.js';
import { CrawlWorld } from './support/crawl-world.js';

interface Candidate {
  url: string;
  outcome: string | null;
  http_status: number | null;
  rule: { signal: string; text: string; where: string; seen_at: string } | null;
}

describe('what owners do not want', () => {
  let world: CrawlWorld;
  let user: TestUser;
  beforeAll(async () => {
    world = await CrawlWorld.start();
    user = await world.app.givenUser({ credits: 1_000 });
  });
  afterAll(() => world.stop());

  /** What became of the candidates of a job that wants three pictures. */
  async function crawl(keyword: string, project?: string): Promise<Candidate[]> {
    const job = await world.givenJob(user, { keywords: [keyword], sources: ['openverse'], max_images: 3 }, project);
    await job.end(30_000);
    const path = `/api/projects/${job.projectId}/crawl-jobs/${job.id}/candidates?limit=100`;
    const all: Candidate[] = (await user.get(path).expect(200)).body.data;
    return all.filter(({ outcome }) => outcome !== 'not_needed');
  }

  /** Requests that the lab has counted for paths that begin so. */
  async function hits(prefix: string): Promise<number> {
    const answer = await fetch(`${world.lab.url}/_lab/hits?prefix=${prefix}`);
    const { paths }: { paths: Record<string, number> } = JSON.parse(await answer.text());
    return Object.values(paths).reduce((sum, count) => sum + count, 0);
  }

  it.each<[string, string, string, RegExp, number | null]>([
    ['robots', 'robots', 'robots_txt', /^Disallow: \/private\/$/, null],
    ['noai', 'opted_out', 'x_robots_tag', /^X-Robots-Tag: noai$/, 200],
    ['tdmrep', 'opted_out', 'tdmrep', /"\/reserved\/\*"/, 200],
    ['tdm-reservation', 'opted_out', 'tdm_reservation', /^tdm-reservation: 1$/, 200],
    ['content-usage', 'opted_out', 'content_usage', /train-ai=n$/, 200],
    ['content-signal', 'opted_out', 'content_signal', /ai-train=no$/, 200],
  ])('is left alone: %s', async (fault, outcome, signal, text, status) => {
    const found = await crawl(`spice fault:${fault}`);
    expect(found.length).toBeGreaterThan(5);
    expect(new Set(found.map((candidate) => candidate.outcome))).toEqual(new Set([outcome]));
    for (const { rule, http_status } of found) {
      expect(rule).toMatchObject({ signal, text: expect.stringMatching(text) });
      expect(Math.abs(Date.now() - Date.parse(rule?.seen_at ?? ''))).toBeLessThan(600_000);
      expect(http_status).toBe(status);
    }
    expect(await hits('/private/')).toBe(0);
  });

  it('each site is asked for its wishes once', async () => {
    expect(await hits('/robots.txt')).toBe(world.lab.origins.length);
  });

  it('hosts and addresses on the block list of a project are not fetched, in this project only', async () => {
    const project = await world.givenProject(user);
    const rules = `/api/projects/${project}/block-rules`;
    const body = { kind: 'host', value: '127.0.0.1', reason: 'asked by the owner' };
    const rule = (await user.post(rules, body).expect(201)).body;
    expect(rule).toMatchObject({ kind: 'host', value: '127.0.0.1', reason: 'asked by the owner' });
    for (const reason of [undefined, 'another']) {
      expect((await user.post(rules, { ...body, reason }).expect(201)).body).toEqual(rule);
    }
    const found = await crawl('grain', project);
    for (const candidate of found) {
      const blocked = new URL(candidate.url).hostname === '127.0.0.1';
      expect(blocked).toBe(candidate.outcome === 'opted_out');
      expect(blocked).toBe(candidate.rule?.where === rule.id);
    }
    expect(found.some(({ outcome }) => outcome === 'opted_out')).toBe(true);
    expect((await crawl('grain')).every(({ outcome }) => outcome !== 'opted_out')).toBe(true);
    expect((await user.get(rules).expect(200)).body.data).toEqual([rule]);
    await user.delete(`${rules}/${rule.id}`).expect(204);
    await user.delete(`${rules}/${rule.id}`).expect(404);
    expect((await user.get(rules).expect(200)).body.data).toEqual([]);
  });

  it('rules of an administrator hold for everybody; others neither see nor make them', async () => {
    const admin = await world.app.givenUser({ scopes: ['admin'] });
    await sql`update profiles set role = 'admin' where id = ${admin.id}`.execute(world.app.db.getKysely());
    await user.post('/api/admin/block-rules', { kind: 'host', value: 'a.example' }).expect(403);
    const prefixes = world.lab.origins.map((origin) => `http://${origin}/img/`);
    const made: string[] = [];
    for (const value of prefixes) {
      made.push((await admin.post('/api/admin/block-rules', { kind: 'url_prefix', value }).expect(201)).body.id);
    }
    const found = await crawl('seafood');
    expect(found.length).toBeGreaterThan(3);
    for (const { outcome, rule } of found) {
      expect(outcome).toBe('opted_out');
      expect(made).toContain(rule?.where);
    }
    for (const id of made) await admin.delete(`/api/admin/block-rules/${id}`).expect(204);
  });

  it.each([
    [{ kind: 'host', value: 'https://example.org/' }],
    [{ kind: 'host', value: 'example.org:99' }],
    [{ kind: 'host', value: '*.example.org' }],
    [{ kind: 'url_prefix', value: 'example.org' }],
    [{ kind: 'regex', value: '.*' }],
    [{ kind: 'host' }],
  ])('what names no host and no address is refused: %j', async (body) => {
    const project = await world.givenProject(user);
    await user.post(`/api/projects/${project}/block-rules`, body).expect(422);
  });
});
