import { InsufficientCredits, MonthlyLimitReached } from './credits.errors.js';

it.each([
  [new InsufficientCredits(1, 0), 'This needs 1 credit, and the balance has 0; add credits or ask for fewer images'],
  [new InsufficientCredits(5, 1), 'This needs 5 credits, and the balance has 1; add credits or ask for fewer images'],
  [
    new MonthlyLimitReached(1, { limit: 10, left: 0 }),
    'This needs 1 credit, and your own limit of 10 leaves 0 for this month; raise monthly_limit with ' +
      'PATCH /api/credits/settings, ask for fewer images, or wait for the next month',
  ],
])('%# says what is missing and what to do', ({ detail }, expected) => {
  expect(detail).toBe(expected);
});
