import { Circuit } from './circuit.js';
import { Pace } from './pace.js';

const failures = (circuit: Circuit, count: number, weight = 1, user = '') =>
  Array.from({ length: count }, () => circuit.failed(weight, user));

const pacing = (max = 8) => {
  const clock = { now: 0 };
  const pace = new Pace(max, () => clock.now);
  const refusedAfter = (ms: number) => {
    clock.now += ms;
    pace.refused();
    return [pace.concurrency, pace.intervalMs];
  };
  const answeredAfter = (ms: number, latencyMs: number) => {
    clock.now += ms;
    pace.answered(latencyMs);
    return [pace.concurrency, pace.intervalMs];
  };
  return { pace, refusedAfter, answeredAfter };
};

const switched = () => {
  const clock = { now: 0 };
  return { clock, circuit: new Circuit(() => clock.now) };
};

describe('the pace of a host', () => {
  it('halves with each complaint, then leaves growing intervals', () => {
    const { refusedAfter } = pacing();
    const steps = Array.from({ length: 6 }, () => refusedAfter(1_001));
    expect(steps).toEqual([
      [4, 0],
      [2, 0],
      [1, 0],
      [1, 100],
      [1, 200],
      [1, 400],
    ]);
    for (let i = 0; i < 10; i++) refusedAfter(1_001);
    expect(refusedAfter(1_001)).toEqual([1, 10_000]);
  });

  it('answers of one burst are one complaint', () => {
    const { refusedAfter } = pacing();
    refusedAfter(5_000);
    expect([refusedAfter(10), refusedAfter(10)]).toEqual([
      [4, 0],
      [4, 0],
    ]);
  });

  it('recovers: first the intervals go, then one request more per round', () => {
    const { pace, refusedAfter } = pacing();
    for (let i = 0; i < 5; i++) refusedAfter(1_001);
    const rounds: number[] = [];
    for (let i = 0; i < 60; i++) {
      pace.answered(20);
      rounds.push(pace.concurrency);
    }
    expect(pace.intervalMs).toBe(0);
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    expect(rounds.at(-1)).toBe(8);
  });

  it('answers that become slow are a complaint', () => {
    const { pace } = pacing();
    for (let i = 0; i < 20; i++) pace.answered(50);
    expect(pace.concurrency).toBe(8);
    for (let i = 0; i < 20; i++) pace.answered(5_000);
    expect(pace.concurrency).toBeLessThan(8);
  });

  it('a host whose answers become slow is asked once at a time, without intervals', () => {
    const { answeredAfter } = pacing();
    answeredAfter(50, 50);
    for (let i = 0; i < 15; i++) answeredAfter(2_000, 10_000);
    expect(answeredAfter(2_000, 10_000)).toEqual([1, 0]);
  });

  it('slow answers leave the intervals of refusals as they are', () => {
    const { refusedAfter, answeredAfter } = pacing();
    answeredAfter(50, 50);
    for (let i = 0; i < 5; i++) refusedAfter(1_001);
    answeredAfter(2_000, 50);
    const [, interval] = refusedAfter(1_001);
    for (let i = 0; i < 4; i++) answeredAfter(2_000, 8_000);
    expect(answeredAfter(2_000, 8_000)).toEqual([1, interval]);
  });

  it('a host that always was slow is not complained about', () => {
    const slow = pacing().pace;
    for (let i = 0; i < 50; i++) slow.answered(5_000);
    expect(slow.concurrency).toBe(8);
  });
});

describe('the circuit of a host', () => {
  it('opens after five failures in a row, longer each time', () => {
    const { clock, circuit } = switched();
    expect(failures(circuit, 5)).toEqual([0, 0, 0, 0, 1_000]);
    expect(circuit.waitMs).toBe(1_000);
    const rests = Array.from({ length: 12 }, () => {
      clock.now += circuit.waitMs;
      circuit.entered();
      return circuit.failed();
    });
    expect(rests.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(rests.at(-1)).toBe(300_000);
  });

  it('one success between them is enough', () => {
    const { circuit } = switched();
    failures(circuit, 4);
    circuit.succeeded();
    expect(failures(circuit, 4)).toEqual([0, 0, 0, 0]);
  });

  it('lets one request probe, and closes when that succeeds', () => {
    const { clock, circuit } = switched();
    failures(circuit, 5);
    clock.now = 1_000;
    expect(circuit.waitMs).toBe(0);
    circuit.entered();
    expect(circuit.waitMs).toBeGreaterThan(0);
    circuit.abandoned();
    expect(circuit.waitMs).toBe(0);
    circuit.entered();
    circuit.succeeded();
    expect(circuit.waitMs).toBe(0);
    expect(failures(circuit, 5).at(-1)).toBe(1_000);
  });

  it('failures of requests that were under way when it opened do not prolong it', () => {
    const { circuit } = switched();
    failures(circuit, 5);
    expect(failures(circuit, 10)).toEqual(Array(10).fill(0));
    expect(circuit.waitMs).toBe(1_000);
  });

  it('bad answers to one user alone take far longer to be believed', () => {
    const { circuit } = switched();
    expect(failures(circuit, 39, 0.5, 'ann').every((rest) => rest === 0)).toBe(true);
    const two = switched().circuit;
    failures(two, 9, 0.5, 'ann');
    expect(two.failed(0.5, 'bob')).toBe(1_000);
  });
});
