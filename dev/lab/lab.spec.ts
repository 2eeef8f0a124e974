import sharp from 'sharp';
import { fetch } from 'undici';
import { startLab, type Lab } from './lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
});
afterAll(() => lab.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(lab.url + path, { headers, redirect: 'manual', signal: AbortSignal.timeout(4000) });

describe('control and side pages', () => {
  it('counts hits by path, and forgets them on request', async () => {
    await fetch(`${lab.url}/_lab/reset`, { method: 'POST' });
    for (let i = 0; i < 3; i += 1) await get('/img/B001.jpg?x=1');
    await get('/img/Z998.jpg');
    await get('/robots.txt');
    const report = await (await get('/_lab/hits?prefix=/img/')).json();
    expect(report).toEqual({ total: 5, paths: { '/img/B001.jpg': 3, '/img/Z998.jpg': 1 } });
  });

  it('tells its health', async () => {
    expect(await (await get('/_lab/health')).json()).toEqual({
      status: 'ok',
      photographs: 463,
      drawings: 3786,
      faults: 'none',
    });
  });

  it('makes thumbnails at the standard widths only', async () => {
    const answer = await get('/thumb/120/A001.jpg');
    expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).width).toBe(120);
    const refused = await get('/thumb/121/A001.jpg');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('shows a page with the licence for each picture', async () => {
    const html = await (await get('/page/A001')).text();
    expect(html).toMatch(/<link rel="license" href="https:\/\/creativecommons\.org\/[^"]+">/);
    expect(html).toMatch(/\/img\/(?:id=)?A001\.jpg/);
  });

  it('stops at once, hanging connections included', async () => {
    const brief = await startLab();
    const hanging = fetch(`${brief.url}/img/A014~hang.jpg`).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    await brief.stop();
    expect(performance.now() - start).toBeLessThan(500);
    expect(await hanging).toBeInstanceOf(TypeError);
  });
});
