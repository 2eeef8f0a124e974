import * as fc from 'fast-check';
import { variantRecipe } from './variants.js';

describe('variantRecipe', () => {
  it('cuts inside the photograph and keeps its proportions', () => {
    const side = fc.integer({ min: 40, max: 4000 });
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 12 }), side, side, (id, n, width, height) => {
        const { crop, ...recipe } = variantRecipe(id, n, { width, height });
        expect(crop.left + crop.width).toBeLessThanOrEqual(width);
        expect(crop.top + crop.height).toBeLessThanOrEqual(height);
        expect(Math.min(crop.left, crop.top)).toBeGreaterThanOrEqual(0);
        expect(recipe.width).toBeGreaterThanOrEqual(256);
        expect(Math.abs(recipe.height - (recipe.width * crop.height) / crop.width)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it('depends on id and number only, and differs between numbers', () => {
    const size = { width: 307, height: 173 };
    const recipes = Array.from({ length: 12 }, (_, n) => JSON.stringify(variantRecipe('A001', n + 1, size)));
    expect(new Set(recipes).size).toBe(12);
    expect(JSON.stringify(variantRecipe('A001', 3, size))).toBe(recipes[2]);
  });
});
