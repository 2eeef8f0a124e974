import { once } from 'node:events';
import { connect } from 'node:net';
import sharp from 'sharp';
import { Agent, fetch, request } from 'undici';
import { Corpus } from '../corpus/corpus.js';
import { sha256, visitLab } from '../lab-visit.fixture.js';
import { startLab } from '../lab.js';
import { faultOf } from './fault-table.js';

const { lab, get, bytesOf } = visitLab();

describe('faults', () => {
  it.each([
    ['404', 404],
    ['410', 410],
    ['403', 403],
    ['500', 500],
  ])('fault %s is a plain status', async (fault, status) => {
    expect((await get(`/img/A002~${fault}.jpg`)).status).toBe(status);
  });

  it.each([
    ['429', 429, '1'],
    ['503', 503, null],
  ])('%s passes at every second try', async (fault, status, retryAfter) => {
    const path = `/img/A003~${fault}.jpg`;
    const first = await get(path);
    expect([first.status, first.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect((await get(path)).status).toBe(200);
    expect((await get(path)).status).toBe(status);
  });

  it('429-forever never passes', async () => {
    for (let i = 0; i < 3; i += 1) expect((await get('/img/A003~429-forever.jpg')).status).toBe(429);
  });

  it('slow takes one to two seconds and is right then', async () => {
    const start = performance.now();
    const bytes = await bytesOf('/img/A004~slow.jpg');
    expect(performance.now() - start).toBeGreaterThan(950);
    expect(performance.now() - start).toBeLessThan(3000);
    expect(sha256(bytes)).toBe(sha256(await bytesOf('/img/A004.jpg')));
  });

  it('cut ends before its Content-Length', async () => {
    await expect(bytesOf('/img/A005~cut.jpg')).rejects.toThrow('terminated');
  });

  it('truncated looks whole to HTTP, but does not decode', async () => {
    const answer = await get('/img/A005~truncated.jpg');
    expect(answer.headers.has('content-length')).toBe(false);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');
    await expect(sharp(bytes, { failOn: 'truncated' }).stats()).rejects.toThrow('premature end');
  });

  it('html says it is a JPEG', async () => {
    const answer = await get('/img/A006~html.jpg');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(await answer.text()).toContain('<!doctype html>');
  });

  it('duplicate repeats the bytes of another picture', async () => {
    expect(sha256(await bytesOf('/img/A007~v2~duplicate.jpg'))).toBe(sha256(await bytesOf('/img/A007.jpg')));
    expect(sha256(await bytesOf('/img/A007~duplicate.jpg'))).toBe(sha256(await bytesOf('/img/A006.jpg')));
  });

  it('tiny is a whole picture of 8×8', async () => {
    const { width, height } = await sharp(await bytesOf('/img/A008~tiny.jpg')).metadata();
    expect([width, height]).toEqual([8, 8]);
  });

  it('oversized claims 300 MB', async () => {
    const { headers, body } = await request(`${lab().url}/img/A009~oversized.jpg`, { dispatcher: new Agent() });
    expect(headers['content-length']).toBe('300000000');
    body.on('error', () => undefined).destroy();
  });

  it.each([
    ['redirect', 1],
    ['redirect-chain', 8],
  ])('%s arrives after %i hops', async (fault, hops) => {
    let path = `/img/A010~${fault}.jpg`;
    for (let hop = 0; hop < hops; hop += 1) {
      const answer = await get(path);
      expect(answer.status).toBe(302);
      path = (answer.headers.get('location') ?? '').slice(lab().url.length);
    }
    expect((await get(path)).status).toBe(200);
  });

  it('redirect-loop never arrives', async () => {
    await expect(fetch(`${lab().url}/img/A010~redirect-loop.jpg`)).rejects.toThrow('fetch failed');
  });

  it.each([
    ['redirect-private', 'http://169.254.169.254/latest/meta-data/'],
    ['redirect-file', 'file:///etc/hostname'],
  ])('%s points where nobody should go', async (fault, location) => {
    expect((await get(`/img/A010~${fault}.jpg`)).headers.get('location')).toBe(location);
  });

  it('wrong-type, empty, svg, noai and gzip-bomb are what they say', async () => {
    const typed = await get('/img/A011~wrong-type.jpg');
    expect(typed.headers.get('content-type')).toBe('text/html');
    expect(sha256(Buffer.from(await typed.arrayBuffer()))).toBe(sha256(await bytesOf('/img/A011.jpg')));
    expect((await bytesOf('/img/A011~empty.jpg')).length).toBe(0);
    expect((await bytesOf('/img/A011~svg.jpg')).toString()).toMatch(/^<svg/);
    expect((await get('/img/A011~noai.jpg')).headers.get('x-robots-tag')).toBe('noai, noimageai');
    const bomb = await get('/img/A011~gzip-bomb.jpg');
    expect(bomb.headers.get('content-encoding')).toBe('gzip');
    expect(Number(bomb.headers.get('content-length'))).toBeLessThan(100_000);
    expect((await bomb.arrayBuffer()).byteLength).toBe(64 * 1024 * 1024);
  });

  it('pixel-bomb is a small valid PNG of 256 megapixels', async () => {
    const bytes = await bytesOf('/img/A012~pixel-bomb.jpg');
    expect(bytes.length).toBeLessThan(50_000);
    const { width, height, format } = await sharp(bytes).metadata();
    expect([width, height, format]).toEqual([16_000, 16_000, 'png']);
    await expect(sharp(bytes, { limitInputPixels: 50e6 }).stats()).rejects.toThrow('pixel limit');
  });

  it('robots is served below a path that robots.txt forbids', async () => {
    expect(await (await get('/robots.txt')).text()).toContain('Disallow: /private/');
    expect((await get('/private/A013~robots.jpg')).status).toBe(200);
  });

  it('hang says nothing', async () => {
    await expect(fetch(`${lab().url}/img/A014~hang.jpg`, { signal: AbortSignal.timeout(300) })).rejects.toThrow(
      'timeout',
    );
  });

  it.each([
    ['drip', 1, 4],
    ['endless', 1_000_000, Infinity],
  ])('%s goes on until the client leaves', async (fault, least, most) => {
    const { body } = await request(`${lab().url}/img/A014~${fault}.jpg`, { signal: AbortSignal.timeout(500) });
    let received = 0;
    body.on('data', (chunk: Buffer) => void (received += chunk.length));
    await expect(once(body, 'end')).rejects.toThrow('timeout');
    expect(received).toBeGreaterThanOrEqual(least);
    expect(received).toBeLessThanOrEqual(most);
  });

  it('reset breaks the connection', async () => {
    const port = Number(new URL(lab().url).port);
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /img/A015~reset.jpg HTTP/1.1\r\nhost: lab\r\n\r\n');
    await expect(once(socket, 'data')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('come by themselves, where the id says so, unless the address forbids it', async () => {
    const heavy = await startLab({ faults: 'heavy' });
    try {
      const corpus = await Corpus.load();
      const gone = corpus.photographs.filter(({ id }) => faultOf(id, 'heavy') === '404');
      expect(gone.length).toBeGreaterThan(5);
      for (const { id } of gone) {
        const urls = [`${heavy.url}/img/${id}.jpg`, `${heavy.url}/img/${id}~none.jpg`, `${lab().url}/img/${id}.jpg`];
        const answers = await Promise.all(urls.map((url) => fetch(url)));
        expect([id, ...answers.map(({ status }) => status)]).toEqual([id, 404, 200, 200]);
      }
    } finally {
      await heavy.stop();
    }
  });
});
