import { fetch } from 'undici';
import { startLab, type Lab } from '../lab.js';

interface Page {
  result_count: number;
  page_count: number;
  page_size: number;
  page: number;
  results: { id: string; url: string; license: string; tags: { name: string }[]; [field: string]: unknown }[];
}

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
});
afterAll(() => lab.stop());

async function get(query: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${lab.url}/openverse/v1/images/${query}`, { headers });
  const body: Page & { detail: unknown } = JSON.parse(await answer.text());
  return { status: answer.status, headers: answer.headers, body };
}

async function readAll(query: string, size: number, headers = {}) {
  const results: Page['results'] = [];
  for (let page = 1; ; page += 1) {
    const { body } = await get(`?${query}&page=${page}&page_size=${size}`, headers);
    results.push(...body.results);
    if (page >= body.page_count) return { results, last: body };
  }
}

describe('openverse', () => {
  it('pages through every result exactly once and ends', async () => {
    const { results, last } = await readAll('q=spice', 20);
    expect(last.result_count).toBeGreaterThan(100);
    expect(results.length).toBe(last.result_count);
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
    const beyond = await get(`?q=spice&page=${last.page_count + 1}`);
    expect([beyond.status, beyond.body.results]).toEqual([200, []]);
  });

  it('shows at most 20 pages, however much there is', async () => {
    const { results, last } = await readAll('q=vegetarian', 20);
    expect([last.page_count, results.length]).toEqual([20, 400]);
    expect(last.result_count).toBeGreaterThan(400);
    expect(await get('?q=vegetarian&page=21')).toMatchObject({
      status: 400,
      body: { detail: 'Deep pagination is not allowed.' },
    });
  });

  it('gives each result its full field set', async () => {
    const { body } = await get('?q=seafood&page_size=1');
    expect(body).toMatchObject({ page: 1, page_size: 1, page_count: 20 });
    expect(body.results[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      title: expect.any(String),
      indexed_on: '2025-03-01T10:00:00Z',
      foreign_landing_url: expect.stringContaining('/page/'),
      url: expect.stringMatching(/\/img\/(?:id=)?[\w]+\.jpg$/),
      creator: expect.any(String),
      creator_url: expect.stringContaining(`${lab.url}/people/`),
      license: expect.stringMatching(/^(?:cc0|pdm|by|by-sa|by-nc|by-nd)$/),
      license_version: expect.stringMatching(/^\d\.\d$/),
      license_url: expect.stringMatching(/^https:\/\/creativecommons\.org\/.+\/$/),
      provider: 'labphotos',
      source: 'labphotos',
      category: 'photograph',
      filesize: null,
      filetype: 'jpg',
      tags: expect.arrayContaining([{ name: 'seafood', accuracy: null, unstable__provider: 'labphotos' }]),
      attribution: expect.stringContaining('https://creativecommons.org/'),
      fields_matched: ['title', 'tags.name'],
      mature: false,
      height: expect.any(Number),
      width: 307,
      thumbnail: expect.stringMatching(/\/thumb\/$/),
      detail_url: expect.stringContaining('/openverse/v1/images/'),
      related_url: expect.stringMatching(/\/related\/$/),
      unstable__sensitivity: [],
    });
  });

  it('has details and a thumbnail for each result', async () => {
    const { body } = await get('?q=seafood&page_size=2');
    const found = body.results[1];
    expect(await (await fetch(String(found?.['detail_url']))).json()).toEqual(found);
    expect((await fetch(String(found?.['thumbnail']))).headers.get('content-type')).toBe('image/jpeg');
    expect(await get('11111111-2222-4333-8444-555555555555/')).toMatchObject({
      status: 404,
      body: { detail: 'Not found.' },
    });
  });

  it.each([
    ['license=cc0', ({ license }: { license: string }) => license === 'cc0'],
    ['license=by,by-sa', ({ license }: { license: string }) => ['by', 'by-sa'].includes(license)],
    [
      'license_type=commercial,modification',
      ({ license }: { license: string }) => !['by-nc', 'by-nd'].includes(license),
    ],
    ['license_type=all-cc', ({ license }: { license: string }) => license !== 'pdm'],
  ])('filters by %s', async (filter, test) => {
    const { results } = await readAll(`q=spice&${filter}`, 20);
    const all = await readAll('q=spice', 20);
    expect(results.map(({ id }) => id)).toEqual(all.results.filter(test).map(({ id }) => id));
    expect(results.length).toBeGreaterThan(0);
    expect(results.length).toBeLessThan(all.results.length);
  });

  it.each([
    ['?q=a&license=x', 400, { license: ["License 'x' does not exist."] }],
    ['?q=a&license_type=y', 400, { license_type: ["License type 'y' does not exist."] }],
    ['?q=a&page=0', 400, { page: ['A valid integer is required.'] }],
    ['?q=a&page=one', 400, { page: ['A valid integer is required.'] }],
    ['?q=a&source=a&excluded_source=b', 400, { source: ['Cannot set both source and excluded_source.'] }],
    ['?q=a&page_size=21', 401, 'Authentication credentials were not provided.'],
    ['?q=source:auth', 401, 'Authentication credentials were not provided.'],
    ['?q=source:rate-limited', 429, 'Request was throttled. Expected available in 1 second.'],
  ])('%s → %i', async (query, status, detail) => {
    expect(await get(query)).toMatchObject({ status, body: { detail } });
  });

  it('lets a token have larger pages, and no other', async () => {
    const headers = { authorization: `Bearer ${lab.openverseToken}` };
    const { results } = await readAll('q=vegetarian', 500, headers);
    expect(results.length).toBeGreaterThan(2000);
    expect((await get('?q=a&page_size=501', headers)).status).toBe(400);
    expect((await get('?q=a', { authorization: 'Bearer other' })).status).toBe(401);
  });

  it('counts requests down in its headers and refuses beyond the limit', async () => {
    const strict = await startLab({ openversePerMinute: 2 });
    try {
      const answers = [];
      for (let i = 0; i < 3; i += 1) answers.push(await fetch(`${strict.url}/openverse/v1/images/?q=fish`));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect(answers.map(({ headers }) => headers.get('x-ratelimit-available-anon_burst'))).toEqual(['1', '0', '0']);
      expect(answers[0]?.headers.get('x-ratelimit-limit-anon_burst')).toBe('2/min');
      expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(50);
    } finally {
      await strict.stop();
    }
  });
});
