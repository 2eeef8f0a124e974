import { HostResolver } from './host-resolver.js';

/** Name servers that answer from a list, and a clock that is moved by hand. */
class Scripted extends HostResolver {
  clock = 0;
  asked = 0;
  constructor(private readonly answers: { address: string; ttl: number }[][]) {
    super();
  }
  protected override now(): number {
    return this.clock;
  }
  protected override ask(_hostname: string, family: 4 | 6): Promise<{ address: string; ttl: number }[]> {
    if (family === 6) return Promise.reject(new Error('no AAAA'));
    const answer = this.answers[Math.min(this.asked++, this.answers.length - 1)];
    return answer && answer.length > 0 ? Promise.resolve(answer) : Promise.reject(new Error('ENOTFOUND'));
  }
}

const first = [{ address: '1.1.1.1', ttl: 60 }];
const second = [{ address: '9.9.9.9', ttl: 60 }];

describe('names', () => {
  it.each([
    [60, 60_000],
    [0, 5_000],
    [86_400, 300_000],
  ])('with a TTL of %i s are kept for %i ms', async (ttl, ms) => {
    const resolver = new Scripted([[{ address: '1.1.1.1', ttl }], second]);
    const address = async () => (await resolver.resolve('A.example'))[0]?.address;
    expect(await address()).toBe('1.1.1.1');
    resolver.clock = ms - 1;
    expect(await address()).toBe('1.1.1.1');
    resolver.clock = ms + 1;
    expect(await address()).toBe('9.9.9.9');
  });

  it('asked for at the same time are looked up once, in any case', async () => {
    const resolver = new Scripted([first]);
    await Promise.all(['a.example', 'A.example', 'a.EXAMPLE'].map((name) => resolver.resolve(name)));
    expect(resolver.asked).toBe(1);
  });

  it('without an address are asked for again soon', async () => {
    const resolver = new Scripted([[], first]);
    await expect(resolver.resolve('a.example')).rejects.toMatchObject({ reason: 'dns' });
    await expect(resolver.resolve('a.example')).rejects.toMatchObject({ reason: 'dns' });
    expect(resolver.asked).toBe(1);
    resolver.clock = 2_001;
    expect(await resolver.resolve('a.example')).toEqual([{ address: '1.1.1.1', family: 4 }]);
  });
});
