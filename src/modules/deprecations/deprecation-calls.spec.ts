import { CallTally, type DeprecationCalls } from './deprecation-calls.js';

const call = (change: Partial<DeprecationCalls> = {}): DeprecationCalls => ({
  day: '2026-11-22',
  consumer: 'anonymous',
  endpoint: 'GET /api/datasets',
  userId: null,
  apiKeyId: null,
  calls: 1,
  lastCalledAt: '2026-11-22T10:00:00.000Z',
  ...change,
});

it('adds up by day, consumer and endpoint, and remembers the last call', () => {
  const tally = new CallTally(100);
  tally.add(call({ lastCalledAt: '2026-11-22T11:00:00.000Z' }));
  tally.add(call({ calls: 2 }));
  tally.add(call({ day: '2026-11-23' }));
  tally.add(call({ consumer: 'user:a' }));
  tally.add(call({ endpoint: 'POST /api/datasets' }));
  const [first, ...others] = tally.take();
  expect(first).toMatchObject({ calls: 3, lastCalledAt: '2026-11-22T11:00:00.000Z' });
  expect(others.map(({ calls }) => calls)).toEqual([1, 1, 1]);
  expect(tally.isEmpty).toBe(true);
});

it('takes no more than its memory allows, and goes on counting what it knows', () => {
  const tally = new CallTally(1);
  for (const consumer of ['user:a', 'user:b', 'user:a']) tally.add(call({ consumer }));
  expect(tally.take()).toMatchObject([{ consumer: 'user:a', calls: 2 }]);
});
