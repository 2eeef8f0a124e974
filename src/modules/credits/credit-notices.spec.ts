import * as fc from 'fast-check';
import { noticesOf } from './credit-notices.js';

const account = {
  id: 'a',
  userId: 'u',
  balance: 0,
  lowBalanceThreshold: null as number | null,
  refillThreshold: null as number | null,
  refillAmount: null as number | null,
};

describe('notices of a movement', () => {
  it.each([
    [100, 51, 50, []],
    [100, 50, 50, []],
    [100, 49, 50, ['credits.low']],
    [50, 49, 50, ['credits.low']],
    [49, 10, 50, []],
    [49, 0, 50, ['credits.exhausted']],
    [60, 0, 50, ['credits.low', 'credits.exhausted']],
    [0, 0, 50, []],
    [10, 60, 50, []],
    [100, 1, null, []],
    [100, 0, null, ['credits.exhausted']],
  ])('from %i to %i with the threshold %s: %j', (before, balance, lowBalanceThreshold, actions) => {
    const notices = noticesOf({ ...account, balance, lowBalanceThreshold }, balance - before);
    expect(notices.map(({ action }) => action)).toEqual(actions);
  });

  it('say what to refill when a refill is due', () => {
    const [notice] = noticesOf({ ...account, balance: 5, refillThreshold: 10, refillAmount: 500 }, -20);
    expect(notice).toMatchObject({
      action: 'credits.refill_due',
      metadata: { balance: 5, threshold: 10, amount: 500 },
    });
  });

  it('come once per fall below the threshold, however the balance wanders', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 2 }), fc.integer({ min: 1, max: 20 }), (balances, low) => {
        const steps = balances.slice(1).map((balance, index) => [balances[index] ?? 0, balance] as const);
        const given = steps.flatMap(([before, balance]) =>
          noticesOf({ ...account, balance, lowBalanceThreshold: low }, balance - before),
        );
        const below = balances.map((balance) => balance < low);
        const falls = below.filter((is, index) => index > 0 && is && !below[index - 1]).length;
        expect(given.filter(({ action }) => action === 'credits.low')).toHaveLength(falls);
      }),
    );
  });
});
