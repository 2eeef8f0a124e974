import sharp from 'sharp';
import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Env } from '../../src/config/env.js';
import { FetchLimits } from '../../src/fetching/fetch-limits.js';
import { LocalServers } from '../../src/fetching/local-servers.fixture.js';
import { InvalidManifest, manifestPictures, type ManifestPicture } from './manifest-pictures.js';
import { openFetcher } from './open-fetcher.js';
import { rehydrateAll } from './rehydrate-all.js';

const create = { width: 8, height: 8, channels: 3 as const, background: '#123456' };
const jpeg = await sharp({ create }).jpeg().toBuffer();
const png = await sharp({ create }).png().toBuffer();
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const line = (change: object = {}): string =>
  JSON.stringify({
    source_sha256: sha256Of(jpeg),
    image_url: 'https://example.org/1.jpg',
    path: 'train/cat/1.jpg',
    member: '',
    ...change,
  });
async function* given(...texts: string[]) {
  yield* texts;
}
const read = (...texts: string[]): Promise<ManifestPicture[]> => Array.fromAsync(manifestPictures(given(...texts)));

describe('manifestPictures', () => {
  it.each([
    [{}, 'train/cat/1.jpg'],
    [{ path: 'train-000000.tar', member: 'abc.jpg' }, 'train-000000/abc.jpg'],
    [{ path: 'data/train-00000-of-00001.parquet', member: 'abc.png' }, 'data/train-00000-of-00001/abc.png'],
    [{ path: 'images.csv', member: 'images/cat/1.jpg' }, 'images/cat/1.jpg'],
  ])('puts %j to %s', async (change, file) => {
    expect((await read(line(change)))[0]?.files).toEqual([file]);
  });

  it('names a picture of two labels once', async () => {
    expect((await read(line(), line({ path: 'train/dog/1.jpg' }), line()))[0]?.files).toEqual([
      'train/cat/1.jpg',
      'train/dog/1.jpg',
    ]);
  });

  it.each([
    ['no json', 'it is not a JSON object'],
    ['', 'it is not a JSON object'],
    ['[]', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    [line({ path: '../x.jpg' }), 'its path may lead out of the folder'],
    [line({ path: '/x.jpg' }), 'its path may lead out of the folder'],
    [line({ member: 7 }), 'its path or member is not a text'],
    [line({ image_url: null }), 'its image_url is not a text'],
    [line({ source_sha256: 'x' }), 'its source_sha256 is not a SHA-256 in hex'],
  ])('refuses %s', async (text, why) => {
    const refused = read(line(), text);
    await expect(refused).rejects.toThrow(InvalidManifest);
    await expect(refused).rejects.toThrow(`line 2 is not a line of a manifest: ${why}`);
  });

  it('refuses an empty file', async () => {
    await expect(read()).rejects.toThrow('it is empty');
  });
});

/** Statuses of first answers; 0: none comes. */
const FIRST_ANSWERS: Record<string, number> = { busy: 429, resting: 503, hiccup: 500, silent: 0 };

describe('rehydrateAll', () => {
  const servers = new LocalServers();
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'rehydrate-'))));
  afterEach(async () => {
    await servers.close();
    await rm(directory, { recursive: true });
  });

  /** Outcomes by name of the picture. */
  async function outcomes(answers: Record<string, Buffer | number>, env: Partial<Env> = {}) {
    const met = new Set<string>();
    const port = await servers.http(({ url = '' }, response) => {
      const name = url.slice(1);
      const status = met.has(name) ? undefined : FIRST_ANSWERS[name];
      met.add(name);
      if (status === 0) return; // says nothing
      const answer = status ?? answers[name] ?? 404;
      if (typeof answer === 'number')
        response.writeHead(answer, { ...(answer === 429 && { 'Retry-After': '0' }) }).end();
      else response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(answer);
    });
    const own = Object.assign(new Env(), { FETCH_ALLOW: [`127.0.0.1:${port}`], ...env });
    const { fetcher, close } = openFetcher(own, Object.assign(new FetchLimits(), { headersMs: 300 }));
    async function* pictures() {
      for (const name of Object.keys(answers).filter((path) => path !== 'robots.txt')) {
        const sha256 = sha256Of(name === 'png' ? png : jpeg);
        yield { sha256, url: `http://127.0.0.1:${port}/${name}`, files: [`train/cat/${name}.jpg`] };
      }
    }
    const options = { fetcher, directory, maxBytes: 100_000, firstWaitMs: 20 };
    const told = await Array.fromAsync(rehydrateAll(pictures(), options, 3));
    await close();
    return Object.fromEntries(told.map(({ outcome, picture: { url } }) => [url.split('/').at(-1), outcome]));
  }

  it('tells same, changed, gone and failed, and keeps the same ones only', async () => {
    const answers = {
      jpeg,
      png,
      other: png,
      cut: jpeg.subarray(0, 100),
      away: 410,
      missing: 404,
      broken: 500,
    };
    expect(await outcomes(answers)).toEqual({
      jpeg: 'same',
      png: 'same',
      other: 'changed',
      cut: 'changed',
      away: 'gone',
      missing: 'gone',
      broken: 'failed',
    });
    expect((await readdir(join(directory, 'train/cat'))).sort()).toEqual(['jpeg.jpg', 'png.png']);
    expect(await readFile(join(directory, 'train/cat/png.png'))).toEqual(png);
  });

  it('asks again where a host was busy, failed or said nothing', async () => {
    const same = { busy: 'same', resting: 'same', hiccup: 'same', silent: 'same' };
    expect(await outcomes({ busy: jpeg, resting: jpeg, hiccup: jpeg, silent: jpeg })).toEqual(same);
  });

  it('fetches nothing that is there, and overwrites nothing', async () => {
    const [mine, there] = [join(directory, 'train/cat/mine.jpg'), join(directory, 'train/cat/there.jpg')];
    await mkdir(dirname(mine), { recursive: true });
    await writeFile(mine, 'my own');
    await writeFile(there, jpeg);
    expect(await outcomes({ mine: jpeg, there: 500 })).toEqual({ mine: 'occupied', there: 'present' });
    expect(String(await readFile(mine))).toBe('my own');
  });

  it('finishes what a run that was ended had begun', async () => {
    await mkdir(join(directory, 'train/cat'), { recursive: true });
    await writeFile(join(directory, 'train/cat/jpeg.jpg.part'), 'cut');
    expect(await outcomes({ jpeg })).toEqual({ jpeg: 'same' });
    expect(await readdir(join(directory, 'train/cat'))).toEqual(['jpeg.jpg']);
  });

  it('asks nobody that the rules forbid', async () => {
    expect(await outcomes({ jpeg }, { FETCH_ALLOW: [] })).toEqual({ jpeg: 'failed' });
    const robots = Buffer.from('User-agent: *\nDisallow: /\n');
    expect(await outcomes({ jpeg, 'robots.txt': robots })).toEqual({ jpeg: 'failed' });
  });
});
