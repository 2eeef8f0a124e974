import { proveTruncations } from './truncations.js';

it('no beginning of a picture is taken for one', { timeout: 180_000 }, async () => {
  const { whole, cut, accepted } = await proveTruncations(20, 30, 2);
  expect({ whole, cut, accepted }).toEqual({ whole: 20, cut: 600, accepted: [] });
});
