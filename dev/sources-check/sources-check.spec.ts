import { Env } from '../../src/config/env.js';
import { startLab, type Lab } from '../lab/lab.js';
import { checkSource, type SourceCheck } from './check-source.js';
import { reportTable, verdict } from './report.js';
import { openSources } from './sources.js';

describe('sources:check', () => {
  let lab: Lab;
  let opened: Awaited<ReturnType<typeof openSources>>;
  beforeAll(async () => {
    lab = await startLab({ faults: 'none' });
    opened = await openSources(
      Object.assign(new Env(), {
        ...lab.env,
        FETCH_ALLOW: [...lab.origins, '127.0.0.1:1'],
        NASA_URL: 'http://127.0.0.1:1',
      }),
    );
  });
  afterAll(async () => {
    await opened.close();
    await lab.stop();
  });

  const check = (name: string, keyword = 'seafood'): Promise<SourceCheck> => {
    const source = opened.sources.find((each) => each.name === name)!;
    return checkSource(source, { keyword, fetcher: opened.fetcher, deadlineMs: 20_000, maxImageBytes: 1_000_000 });
  };

  it.each([
    ['gbif', 300, '300', 1],
    ['met', 29, '29', 1],
    ['wikimedia', 50, '50', 1],
    ['google', 100, '100', 0],
  ])('%s: a search, its next page, a picture', async (name, results, page2, licensed) => {
    const checked = await check(name);
    expect(checked).toMatchObject({ configured: true, outcome: 'ok', licensed });
    expect(checked.image).toMatch(/^jpeg, \d+ kB$/);
    expect(Math.abs(checked.results - results)).toBeLessThan(12);
    expect(Math.abs(Number(checked.page2) - Number(page2))).toBeLessThan(12);
  });

  it.each([
    ['openverse', 'fish source:shape-changed', { outcome: 'shape_changed', results: 0, image: '' }],
    ['openverse', 'pumpkin source:shape-changed-later', { outcome: 'ok', page2: 'shape_changed' }],
    ['openverse', 'qwertzuiop', { outcome: 'empty', page2: 'end', licensed: null, image: '' }],
    ['europeana', 'seafood fault:404', { outcome: 'ok', image: 'http_not_found' }],
    ['europeana', 'seafood fault:html', { outcome: 'ok', image: 'not a picture' }],
    ['nasa', 'moon', { outcome: 'upstream', results: 0 }],
    ['urls', 'x', { outcome: 'takes addresses' }],
  ])('%s for %s: %o', async (name, keyword, expected) => {
    expect(await check(name, keyword)).toMatchObject(expected);
  });

  it('a source without its key is not asked', async () => {
    const bare = await openSources(new Env());
    const source = bare.sources.find(({ name }) => name === 'europeana')!;
    const options = { keyword: 'x', fetcher: bare.fetcher, deadlineMs: 1_000, maxImageBytes: 1 };
    expect(await checkSource(source, options)).toMatchObject({ configured: false, outcome: 'not configured' });
    await bare.close();
  });
});

const row = (source: string, outcome: string, more: Partial<SourceCheck> = {}): SourceCheck => ({
  source,
  configured: true,
  outcome,
  results: 0,
  page2: '',
  licensed: null,
  image: '',
  ms: 5,
  ...more,
});

it('reportTable lines its columns up', () => {
  const some = row('gbif', 'ok', { results: 300, page2: '300', licensed: 0.756, image: 'jpeg, 9 kB', ms: 1234 });
  expect(reportTable([some, row('met', 'not configured', { configured: false, ms: 0 })])).toEqual([
    'source  configured  outcome         results  page 2  licensed  image       ms',
    'gbif    yes         ok              300      300     76 %      jpeg, 9 kB  1234',
    'met     no          not configured  0                                      0',
  ]);
});

describe('verdict', () => {
  const cases: [string, SourceCheck[], boolean, RegExp][] = [
    ['all is well', [row('a', 'ok'), row('b', 'rate_limited')], false, /^1 of 2/],
    ['nothing is configured', [row('a', 'not configured', { configured: false, ms: 0 })], false, /^0 of 0/],
    ['a shape changed', [row('a', 'ok'), row('b', 'shape_changed')], true, /: b$/],
    ['a second page changed', [row('a', 'ok', { page2: 'shape_changed' })], true, /: a$/],
    ['nothing answers', [row('a', 'upstream'), row('urls', 'takes addresses', { ms: 0 })], false, /no internet/],
    ['only one is down', [row('a', 'upstream'), row('b', 'ok')], false, /^1 of 2/],
  ];
  it.each(cases)('%s', (_, checks, failed, text) => {
    expect(verdict(checks)).toMatchObject({ failed, text: expect.stringMatching(text) });
  });
});
