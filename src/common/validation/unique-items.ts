import { ValidateBy } from 'class-validator';
import { foldedKey } from './text-rules.js';

/** No two strings of the array are equal after NFC and case folding; other values are not looked at. */
export const UniqueItems = (): PropertyDecorator =>
  ValidateBy({
    name: 'uniqueItems',
    validator: {
      validate: (value) => repeatedItem(value) === null,
      defaultMessage: (args) => {
        const [first, second] = repeatedItem(args?.value) ?? [0, 0];
        return `must not repeat an item: ${first} and ${second} are equal, case and accents' spelling aside`;
      },
    },
  });

/** Indices of the first two equal items, or null. */
function repeatedItem(value: unknown): [number, number] | null {
  if (!Array.isArray(value)) return null;
  const seen = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    if (typeof item !== 'string') continue;
    const key = foldedKey(item);
    const earlier = seen.get(key);
    if (earlier !== undefined) return [earlier, index];
    seen.set(key, index);
  }
  return null;
}
