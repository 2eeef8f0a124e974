import sharp from 'sharp';
import type { InspectionRules } from './image-inspector.js';
import { InspectorPool } from './inspector-pool.js';
import type { InspectorLimits } from './inspector-process.js';

const rules: InspectionRules = { resize: null, minWidth: 1, minHeight: 1 };
const FAULTY = new URL('./faulty-child.fixture.js', import.meta.url);
const LIMITS: InspectorLimits = {
  timeoutMs: 1_500,
  startMs: 20_000,
  recycleAfter: 1_000,
  recycleRss: 1e9,
  maxRss: 350_000_000,
};

const picture = (seed: number) =>
  sharp({ create: { width: 40 + seed, height: 30, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
/** A whole picture that would be decoded. */
const fatal = async (fault: string) => Buffer.concat([await picture(9), Buffer.from(fault)]);

describe('a decoder that', { timeout: 120_000 }, () => {
  it.each([
    ['aborts', 'ABORT', 'it ended its decoder twice (SIGABRT)'],
    ['reads where it may not', 'SEGFAULT', 'it ended its decoder twice (SIGSEGV)'],
    ['exits', 'EXIT', 'it ended its decoder twice (exit code 3)'],
    ['swells', 'SWELL', 'it ended its decoder twice (SIGKILL)'],
    ['runs for ever', 'LOOP', 'the decoder was stopped after 1500 ms'],
    ['keeps all its threads busy', 'NATIVE', 'the decoder was stopped after 1500 ms'],
  ])('%s costs one picture, and none of those beside it', async (_, fault, detail) => {
    const timeoutMs = detail.includes('stopped') ? LIMITS.timeoutMs : 30_000;
    const pool = new InspectorPool(1, { ...LIMITS, timeoutMs }, FAULTY);
    const harmless = await Promise.all([1, 2, 3, 4, 5].map(picture));
    const [first, second, ...rest] = harmless;
    const all = [first!, second!, await fatal(fault), ...rest].map((bytes) => pool.inspect(bytes, rules));
    const verdicts = await Promise.all(all);
    expect(verdicts[2]).toEqual({ accepted: false, outcome: 'decode_error', detail });
    expect(verdicts.filter(({ accepted }) => accepted)).toHaveLength(harmless.length);
    expect(await pool.inspect(first!, rules)).toHaveProperty('accepted', true);
    await pool.close();
    expect(pool.pids).toEqual([]);
  });
});
