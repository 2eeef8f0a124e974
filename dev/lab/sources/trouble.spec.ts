import { fetch } from 'undici';
import { startLab, type Lab } from '../lab.js';
import { SERPER_KEY } from './serper.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
});
afterAll(() => lab.stop());

const SEARCHES: Record<string, (keyword: string, second?: boolean) => Promise<Response>> = {
  openverse: (q, second) => ask(`/openverse/v1/images/?q=${q}&page=${second ? 2 : 1}`),
  wikimedia: (q, second) =>
    ask(
      `/wikimedia/w/api.php?action=query&format=json&generator=search&gsrnamespace=6&gsrsearch=${q}&gsroffset=${second ? 10 : 0}`,
    ),
  google: (q, second) => ask(`/google/search?tbm=isch&q=${q}&ijn=${second ? 1 : 0}`),
  bing: (q, second) => ask(`/bing/images/async?q=${q}&first=${second ? 36 : 1}`),
  serper: (q, second) =>
    ask('/serper/images', { method: 'POST', body: JSON.stringify({ q: decodeURIComponent(q), page: second ? 2 : 1 }) }),
};

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'user-agent': 'LabSpec/1.0 (spec@lab.example)', 'x-api-key': SERPER_KEY };
  return globalThis.fetch(lab.url + path, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(4000) });
}

describe.each(Object.keys(SEARCHES))('trouble at %s', (source) => {
  const search = (keyword: string, second = false) => SEARCHES[source]?.(encodeURIComponent(keyword), second);

  it('rate-limited is 429 with Retry-After', async () => {
    const answer = await search('source:rate-limited');
    expect([answer?.status, answer?.headers.get('retry-after')]).toEqual([429, '1']);
  });

  it('upstream is a 5xx', async () => {
    expect((await search('source:upstream'))?.status).toBeGreaterThanOrEqual(500);
  });

  it('once passes at every second try', async () => {
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await search('fish source:upstream-once'))?.status);
    expect(statuses.map((status) => status === 200)).toEqual([false, true, false, true]);
  });

  it('later spares the first page', async () => {
    expect((await search('fish source:rate-limited-later'))?.status).toBe(200);
    expect((await search('fish source:rate-limited-later', true))?.status).toBe(429);
  });

  it('empty and shape-changed answer 200', async () => {
    expect((await search('source:empty'))?.status).toBe(200);
    expect((await search('fish source:shape-changed'))?.status).toBe(200);
  });
});

describe('hang', () => {
  it.each(['/openverse/v1/images/?q=source:hang', '/bing/images/async?q=source:hang'])(
    '%s never answers',
    async (path) => {
      await expect(fetch(lab.url + path, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
    },
  );
});
