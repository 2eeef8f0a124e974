import { InHand } from './in-hand.js';

const WIDTH = 10;

/** Takes up all there is room for, and what falls silent in the next `ms`; answers how many that were. */
const takeUp = (hand: InHand, ms: number, attempt: (onAnswered: () => void) => Promise<void>): number => {
  let taken = 0;
  for (let passed = 0; passed <= ms; passed += 10) {
    while (hand.hasRoom(WIDTH, 1_000)) {
      hand.add(attempt);
      taken += 1;
    }
    if (passed < ms) vi.advanceTimersByTime(10);
  }
  return taken;
};
const silent = () => new Promise<void>(() => undefined);

describe('InHand', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    [0, 10],
    [90, 10],
    [100, 20],
    [200, 20],
    [300, 30],
    [700, 40],
    [1_500, 50],
    [3_100, 60],
    [5_100, 70],
    [60_000, 100], // no more in hand
  ])('has tried so many hosts after %i ms where none answers: %i', (ms, hosts) => {
    expect(takeUp(new InHand(), ms, silent)).toBe(hosts);
  });

  it('tries more as soon as one answers', () => {
    const hand = new InHand();
    const answers: (() => void)[] = [];
    takeUp(hand, 1_400, (onAnswered) => {
      answers.push(onAnswered);
      return silent();
    });
    expect(hand.hasRoom(WIDTH, 1_000)).toBe(false); // ten wait for their 800 ms to pass
    answers[0]?.();
    vi.advanceTimersByTime(10);
    // the ten have been silent for 100 ms; the one that answered is worked on
    expect(takeUp(hand, 0, silent)).toBe(WIDTH - 1);
    expect(hand.onlyWaits).toBe(false);
  });

  it('is stuck once ten in a row are silent, however many more are tried, until one answers', () => {
    const hand = new InHand();
    const answers: (() => void)[] = [];
    // five at a time, so that never all of them are silent
    for (let i = 0; i < 4; i++) {
      expect(hand.isStuck).toBe(i > 2);
      for (let n = 0; n < 5; n++) {
        hand.add((onAnswered) => {
          answers.push(onAnswered);
          return silent();
        });
      }
      vi.advanceTimersByTime(60);
    }
    expect(hand.onlyWaits).toBe(false);
    answers.at(-1)?.();
    expect(hand.isStuck).toBe(false);
  });

  it('wakes up when the next is to be tried', async () => {
    const hand = new InHand();
    takeUp(hand, 200, silent);
    let woken = false;
    void hand.change(60_000).then(() => (woken = true));
    await vi.advanceTimersByTimeAsync(90);
    expect(woken).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(woken).toBe(true);
    expect(hand.onlyWaits).toBe(true);
  });
});
