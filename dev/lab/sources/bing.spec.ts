import { Parser } from 'htmlparser2';
import { fetch } from 'undici';
import { Corpus } from '../corpus/corpus.js';
import { startLab, type Lab } from '../lab.js';

interface Tile {
  cid: string;
  purl: string;
  murl: string;
  turl: string;
  md5: string;
  t: string;
  desc?: string;
}

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
});
afterAll(() => lab.stop());

const get = async (query: string) => (await fetch(`${lab.url}/bing/images/async?async=1&${query}`)).text();

function parse(html: string): { tiles: Tile[]; sizes: string[] } {
  const tiles: Tile[] = [];
  const sizes: string[] = [];
  let inSize = false;
  const parser = new Parser({
    onopentag: (name, { class: className, m }) => {
      if (name === 'a' && className === 'iusc' && m) {
        const tile: Tile = JSON.parse(m);
        tiles.push(tile);
      }
      inSize = name === 'span' && className === 'nowrap';
    },
    ontext: (text) => void (inSize && sizes.push(text)),
    onclosetag: () => void (inSize = false),
  });
  parser.end(html);
  return { tiles, sizes };
}

async function readAll(keyword: string, more = ''): Promise<Tile[]> {
  const found = new Map<string, Tile>();
  for (let first = 1; ; first += 35) {
    const { tiles } = parse(await get(`q=${keyword}&first=${first}&count=35${more}`));
    const before = found.size;
    for (const tile of tiles) found.set(tile.murl, tile);
    if (found.size - before < tiles.length || tiles.length === 0) return [...found.values()];
  }
}

describe('bing', () => {
  it('pages through every result exactly once, then repeats its last page', async () => {
    const all = await readAll('spice');
    expect(all.length).toBeGreaterThan(150);
    const size = 35;
    const pages = Math.ceil(all.length / size);
    const counted: string[] = [];
    for (let p = 0; p < pages; p += 1) {
      counted.push(...parse(await get(`q=spice&first=${p * size + 1}&count=${size}`)).tiles.map(({ murl }) => murl));
    }
    expect(counted).toEqual(all.map(({ murl }) => murl));
    const beyond = parse(await get(`q=spice&first=${pages * size + 1}&count=${size}`)).tiles;
    expect(beyond.map(({ murl }) => murl)).toEqual(all.slice(-size).map(({ murl }) => murl));
  });

  it('stops at 1000', async () => {
    expect((await readAll('vegetarian')).length).toBe(1000);
  });

  it('describes a result in its attribute, the size only in text', async () => {
    const { tiles, sizes } = parse(await get('q=seafood&count=35'));
    expect(tiles[0]).toEqual({
      cid: expect.stringMatching(/^[0-9a-f]{8}$/),
      purl: expect.stringContaining('/page/'),
      murl: expect.stringContaining('/img/'),
      turl: expect.stringMatching(/^https:\/\/ts1\.mm\.bing\.net\/th\?id=OIP\./),
      md5: expect.stringMatching(/^[0-9a-f]{32}$/),
      t: expect.stringMatching(/^\uE000.+\uE001/),
      desc: expect.any(String),
    });
    expect(sizes.length).toBe(tiles.length);
    expect(sizes[0]).toMatch(/^307 × \d+ · jpeg$/);
  });

  it('filters by licence, without saying the licence', async () => {
    const corpus = await Corpus.load();
    const free = await readAll('spice', '&qft=%2Bfilterui:license-L1');
    const all = await readAll('spice');
    expect(free.length).toBeGreaterThan(0);
    const licenses = free.map(({ purl }) => corpus.get(purl.slice(purl.lastIndexOf('/') + 1))?.license.code);
    expect(licenses.every((code) => code === 'cc0' || code === 'pdm')).toBe(true);
    expect(free.length).toBeLessThan(all.length / 2);
  });

  it('has no tiles for nothing', async () => {
    expect(parse(await get('q=zeppelinish')).tiles).toEqual([]);
    expect(parse(await get('q=fish+source:empty')).tiles).toEqual([]);
  });

  it.each([
    ['source:blocked', 'unusual activity'],
    ['source:shape-changed', 'richcard'],
  ])('%s is a page with 200 and no tiles', async (keyword, text) => {
    const answer = await fetch(`${lab.url}/bing/images/async?q=${keyword}`);
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain(text);
    expect(parse(html).tiles).toEqual([]);
  });
});
