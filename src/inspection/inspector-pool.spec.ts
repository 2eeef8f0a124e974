import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { InspectorUnavailable, type InspectionRules } from './image-inspector.js';
import { inspectImage } from './inspect-image.js';
import { InspectorPool } from './inspector-pool.js';
import type { InspectorLimits } from './inspector-process.js';

const rules: InspectionRules = { resize: null, minWidth: 1, minHeight: 1 };
const copy: InspectionRules = { ...rules, resize: { mode: 'none', format: 'webp', quality: 90 } };
const roomy: InspectorLimits = { timeoutMs: 20_000, startMs: 20_000, recycleAfter: 1000, recycleRss: 1e9, maxRss: 2e9 };

const picture = (width: number, height: number, seed = 1) =>
  sharp({
    create: { width, height, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 90 + seed, sigma: 30 } },
  })
    .jpeg()
    .toBuffer();
/** Also false for a process that has ended but whose new parent has not yet taken note. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  for (const start = Date.now(); !condition(); await sleep(5))
    if (Date.now() - start > ms) throw new Error(`waited in vain: ${condition.toString()}`);
}

let pool: InspectorPool;
const open = (size: number, limits: Partial<InspectorLimits> = {}) =>
  (pool = new InspectorPool(size, { ...roomy, ...limits }));
afterEach(() => pool.close());

describe('InspectorPool', { timeout: 30_000 }, () => {
  it('forks when there is work, up to its size, and says what the inspection says', async () => {
    open(2);
    expect(pool.pids).toEqual([]);
    const bytes = await Promise.all([
      picture(300, 200),
      picture(200, 300, 2),
      picture(64, 64, 3),
      Promise.resolve(Buffer.from('<html>')),
    ]);
    const verdicts = await Promise.all([...bytes, ...bytes].map((each) => pool.inspect(each, copy)));
    const expected = await Promise.all(bytes.map((each) => inspectImage(each, copy)));
    expect(verdicts).toEqual([...expected, ...expected]);
    expect(pool.pids).toHaveLength(2);
  });

  it('loses nothing when a child is killed in the middle', async () => {
    open(2);
    const bytes = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => picture(600, 500, seed)));
    await pool.inspect(bytes[0]!, rules);
    const verdicts = Promise.all(bytes.map((each) => pool.inspect(each, copy)));
    await sleep(20); // a picture takes 60 ms or more
    const victim = pool.pids[0]!;
    process.kill(victim, 'SIGKILL');
    expect((await verdicts).map(({ accepted }) => accepted)).toEqual(bytes.map(() => true));
    expect(pool.pids).not.toContain(victim);
  });

  it('gives up only the picture that ends its decoder, and tries that twice', async () => {
    open(1, { maxRss: 220_000_000 });
    const side = { width: 6000, height: 6000, channels: 3, background: 'red' } as const;
    const harmful = await sharp({ create: side }).png({ compressionLevel: 1 }).toBuffer();
    const harmless = await Promise.all([1, 2, 3].map((seed) => picture(300, 200, seed)));
    const verdicts = await Promise.all([harmful, ...harmless].map((each) => pool.inspect(each, copy)));
    expect(verdicts[0]).toEqual({
      accepted: false,
      outcome: 'decode_error',
      detail: 'it ended its decoder twice (SIGKILL)',
    });
    expect(verdicts.slice(1).map(({ accepted }) => accepted)).toEqual([true, true, true]);
  });

  it('stops a child that hangs with two pictures and saves both, for neither is proven guilty', async () => {
    open(1, { timeoutMs: 1000 });
    await pool.inspect(await picture(64, 64), rules);
    const [pid] = pool.pids;
    process.kill(pid!, 'SIGSTOP'); // stands for a decoder that hangs
    const stuck = pool.inspect(await picture(64, 64, 2), rules);
    await sleep(500);
    const beside = pool.inspect(await picture(64, 64, 3), rules);
    const behind = pool.inspect(await picture(64, 64, 4), rules);
    expect(await stuck).toHaveProperty('accepted', true); // tried again, alone
    expect(await beside).toHaveProperty('accepted', true);
    expect(await behind).toHaveProperty('accepted', true);
    expect(isAlive(pid!)).toBe(false);
  });

  it.each([
    ['pictures', { recycleAfter: 2 }, 2],
    ['memory', { recycleRss: 1 }, 1],
  ])('replaces a child that has had its share of %s', async (_, limits, share) => {
    open(1, limits);
    const childrenAfterEach: number[] = [];
    for (let i = 1; i < share; i++) {
      await pool.inspect(await picture(64, 64), rules);
      await sleep(50);
      childrenAfterEach.push(pool.pids.length);
    }
    expect(childrenAfterEach).toEqual(childrenAfterEach.map(() => 1));
    await pool.inspect(await picture(64, 64), rules);
    await until(() => pool.pids.length === 0);
    expect(await pool.inspect(await picture(64, 64), rules)).toHaveProperty('accepted', true);
  });

  it('passes the caller’s mistakes on', async () => {
    open(1);
    const nonsense: InspectionRules = { ...rules, resize: { mode: 'longest', format: 'jpeg', quality: 80 } };
    await expect(pool.inspect(await picture(9, 9), nonsense)).rejects.toThrow('needs a size');
    expect(await pool.inspect(await picture(9, 9), rules)).toHaveProperty('accepted', true);
  });

  it('gives pictures back when no child starts', async () => {
    open(2, { startMs: 1 });
    const verdicts = await Promise.allSettled([
      pool.inspect(await picture(9, 9), rules),
      pool.inspect(await picture(9, 9), rules),
    ]);
    for (const verdict of verdicts) expect(verdict).toHaveProperty('reason', expect.any(InspectorUnavailable));
  });

  it('closes after the last verdict, leaves no child, and still serves a straggler', async () => {
    open(2);
    const bytes = await picture(600, 400);
    const verdicts = Promise.all([1, 2, 3, 4, 5, 6].map(() => pool.inspect(bytes, copy)));
    await until(() => pool.pids.length === 2);
    const pids = pool.pids;
    await pool.close();
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await verdicts).every(({ accepted }) => accepted)).toBe(true);
    expect(await pool.inspect(bytes, rules)).toHaveProperty('accepted', true);
    await pool.close();
    expect(pool.pids).toEqual([]);
  });

  it('takes its children along when the parent is killed, also out of a decode', async () => {
    open(1); // only for the afterEach
    const script = `
      import sharp from 'sharp';
      import { InspectorPool } from ${JSON.stringify(new URL('./inspector-pool.ts', import.meta.url).href)};
      const side = { width: 7000, height: 7000, channels: 3, background: 'red' };
      const huge = await sharp({ create: side }).png({ compressionLevel: 1 }).toBuffer();
      const pool = new InspectorPool(1, ${JSON.stringify(roomy)});
      await pool.inspect(Buffer.from('x'), ${JSON.stringify(rules)});
      void pool.inspect(huge, ${JSON.stringify(copy)});
      setTimeout(() => console.log(pool.pids[0]), 100);`;
    const args = ['--import', '@oxc-node/core/register', '--input-type=module', '--eval', script];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(parent.stdout, 'data');
    const child = Number(String(output));
    expect(isAlive(child)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(child), 800); // the decode would take a second and more
  });
});
