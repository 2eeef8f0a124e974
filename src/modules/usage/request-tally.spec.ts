import { RequestTally } from './request-tally.js';

it('adds up per user and day, and forgets what was taken', () => {
  const tally = new RequestTally();
  tally.add('a', '2026-01-01', 1, 100);
  tally.add('b', '2026-01-01', 1, 7);
  tally.add('a', '2026-01-01', 1, 50);
  tally.add('a', '2026-01-02', 1, 3);
  const none = { images_processed: 0, storage_bytes: 0 };
  expect(tally.take()).toEqual([
    { userId: 'a', day: '2026-01-01', ...none, api_calls: 2, bandwidth_bytes: 150 },
    { userId: 'b', day: '2026-01-01', ...none, api_calls: 1, bandwidth_bytes: 7 },
    { userId: 'a', day: '2026-01-02', ...none, api_calls: 1, bandwidth_bytes: 3 },
  ]);
  expect(tally.take()).toEqual([]);
});
