import { nothingLeft } from './nothing-left.js';

const NONE = { label: 0, invalid: 0, duplicate: 0, copy: 0, balance: 0, license: {} };

it.each([
  [NONE, 0, 'none was stored, or all were taken down'],
  [NONE, 3, 'of 3, 3 taken down meanwhile'],
  [
    { ...NONE, duplicate: 5, invalid: 7 },
    0,
    'of 12, 7 marked invalid, by a validation or by hand (include_invalid), 5 near duplicates (include_duplicates)',
  ],
  [
    { ...NONE, label: 1, license: { 'CC-BY-NC-4.0': 4, unknown: 2 } },
    1,
    'of 8, 1 with labels that only_labels does not name, 6 under licences that licenses does not allow, 1 taken down meanwhile',
  ],
])('%j and %d in the plan: %s', (removed, total, text) => expect(nothingLeft({ removed, total })).toBe(text));
