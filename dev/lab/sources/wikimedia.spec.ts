import { fetch } from 'undici';
import { startLab, type Lab } from '../lab.js';

interface Page {
  pageid: number;
  ns: number;
  title: string;
  index: number;
  imageinfo?: { url: string; extmetadata: Record<string, { value: string }>; [field: string]: unknown }[];
}

interface Answer {
  batchcomplete?: true | '';
  continue?: Record<string, string | number>;
  query?: { pages: Page[] | Record<string, Page> };
  error?: { code: string; info: string };
}

const AGENT = 'LabSpec/1.0 (spec@lab.example)';
const BASE = {
  action: 'query',
  format: 'json',
  formatversion: '2',
  generator: 'search',
  gsrnamespace: '6',
  gsrsearch: 'filetype:bitmap spice',
  gsrlimit: '50',
  prop: 'imageinfo|info',
  iiprop: 'url|size|mime|mediatype|user|sha1|extmetadata',
  iiurlwidth: '120',
};

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
});
afterAll(() => lab.stop());

type Params = Record<string, string | number | undefined>;

async function get(params: Params = {}, agent: string | null = AGENT) {
  const query = new URLSearchParams(
    Object.entries<unknown>({ ...BASE, ...params }).map(([name, value]) => [name, String(value)]),
  );
  const answer = await fetch(`${lab.url}/wikimedia/w/api.php?${query}`, { headers: { 'user-agent': agent ?? '' } });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  const body: Answer = isJson ? JSON.parse(text) : {};
  return { status: answer.status, headers: answer.headers, text, body };
}

const pagesOf = ({ query }: Answer): Page[] => (query ? Object.values(query.pages) : []);

/** Follows `continue` to the end and merges what comes about one page in several answers. */
async function readAll(params: Params) {
  const pages = new Map<number, Page>();
  let next: Answer['continue'] = {};
  let requests = 0;
  while (next && requests < 100) {
    const { body } = await get({ ...params, ...next });
    requests += 1;
    for (const page of pagesOf(body)) pages.set(page.pageid, { ...pages.get(page.pageid), ...page });
    next = body.continue;
  }
  return { pages: [...pages.values()].sort((a, b) => a.index - b.index), requests };
}

describe('wikimedia', () => {
  it('pages through every result exactly once and ends', async () => {
    const { pages, requests } = await readAll({});
    expect(pages.length).toBeGreaterThan(150);
    expect(requests).toBe(Math.ceil(pages.length / 50));
    expect(pages.map(({ index }) => index)).toEqual(pages.map((_, i) => i + 1));
    expect(new Set(pages.map((page) => page.imageinfo?.[0]?.url)).size).toBe(pages.length);
    expect(pages.every(({ title }) => title.startsWith('File:'))).toBe(true);
  });

  it('needs several answers for more than 50 files, which merge to the same', async () => {
    const whole = await readAll({ gsrlimit: 120 });
    const small = await readAll({ gsrlimit: 20 });
    expect(whole.pages).toEqual(small.pages);
    const { body } = await get({ gsrlimit: 120 });
    expect(body.batchcomplete).toBeUndefined();
    expect(body.continue).toMatchObject({ iicontinue: '50' });
  });

  it('does not list pages by rank', async () => {
    const indexes = pagesOf((await get()).body).map(({ index }) => index);
    expect(indexes).not.toEqual(indexes.toSorted((a, b) => a - b));
  });

  it('describes a file, its licence in HTML', async () => {
    const [page] = pagesOf((await get({ gsrsearch: 'seafood', gsrlimit: 1 })).body);
    const [{ extmetadata, ...info } = { url: '', extmetadata: {} }] = page?.imageinfo ?? [];
    const file = await fetch(info.url);
    expect(info).toEqual({
      user: expect.any(String),
      size: (await file.arrayBuffer()).byteLength,
      width: 307,
      height: expect.any(Number),
      thumburl: expect.stringContaining('/thumb/120/'),
      thumbwidth: 120,
      thumbheight: expect.any(Number),
      url: expect.stringContaining('/img/'),
      descriptionurl: expect.stringContaining('/page/'),
      descriptionshorturl: `${lab.url}/wikimedia/w/index.php?curid=${page?.pageid}`,
      sha1: file.headers.get('etag')?.replaceAll('"', ''),
      mime: 'image/jpeg',
      mediatype: 'BITMAP',
    });
    expect(extmetadata).toMatchObject({
      Artist: { value: expect.stringMatching(/^<a href="\/\/.+<\/a>$/), source: 'commons-desc-page' },
      LicenseShortName: { value: expect.any(String), source: 'commons-desc-page', hidden: '' },
      License: { value: expect.any(String), source: 'commons-templates', hidden: '' },
      ImageDescription: { value: expect.stringMatching(/^<p>.+<\/p>$/) },
    });
  });

  it('keeps only the metadata that is asked for, and has no licence address for the public domain', async () => {
    const { pages } = await readAll({ iiextmetadatafilter: 'License|LicenseUrl' });
    const found = pages.map((page) => page.imageinfo?.[0]?.extmetadata ?? {});
    expect([...new Set(found.flatMap((entry) => Object.keys(entry)))].sort()).toEqual(['License', 'LicenseUrl']);
    const free = found.filter((entry) => entry['License']?.value === 'pd');
    expect(free.length).toBeGreaterThan(0);
    expect(free.every((entry) => !entry['LicenseUrl'])).toBe(true);
  });

  it('speaks the older format by default', async () => {
    const { body } = await get({ formatversion: 1, gsrlimit: 3 });
    expect(body.batchcomplete).toBe('');
    const pages = body.query?.pages ?? {};
    expect(Array.isArray(pages)).toBe(false);
    expect(Object.entries(pages).map(([id, page]) => id === String(page.pageid))).toEqual([true, true, true]);
  });

  it('has no query and no continue when nothing is found', async () => {
    expect((await get({ gsrsearch: 'zeppelinish' })).body).toEqual({ batchcomplete: true });
    expect((await get({ gsrsearch: 'source:empty' })).body).toEqual({ batchcomplete: true });
    expect((await get({ gsrnamespace: 0 })).body).toEqual({ batchcomplete: true });
  });

  it.each([
    [{ action: 'fetch' }, 'badvalue'],
    [{ generator: 'random' }, 'badvalue'],
    [{ gsrsearch: '' }, 'missingparam'],
    [{ gsrlimit: 501 }, 'badinteger'],
    [{ gsroffset: 'x' }, 'badinteger'],
    [{ gsrsearch: 'source:quota' }, 'ratelimited'],
  ])('answers 200 with an error to %j', async (params, code) => {
    const answer = await get(params);
    expect(answer.status).toBe(200);
    expect(answer.body.error).toEqual({ code, info: expect.any(String) });
    expect(answer.headers.get('mediawiki-api-error')).toBe(code);
  });

  it.each([null, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0'])('refuses the user agent %j', async (agent) => {
    const { status, text } = await get({}, agent);
    expect([status, text]).toEqual([403, expect.stringContaining('user-agent')]);
  });
});
