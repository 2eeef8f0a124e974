import { readRow } from './legacy-row.js';

const ROW = { id: 7, name: 'Pets', keywords: ['cat'] };

it('reads a typed row, with the old defaults', () => {
  expect(readRow({ ...ROW, whatever: 1 })).toEqual({
    dataset: {
      id: '7',
      name: 'Pets',
      description: null,
      keywords: ['cat'],
      max_images: 100,
      search_engines: ['google'],
      status: 'pending',
      images_collected: 0,
      error_message: null,
      created_at: null,
      updated_at: null,
    },
  });
});

it.each<[string, unknown, unknown]>([
  ['keywords', '["cat", "a,b"]', ['cat', 'a,b']],
  ['keywords', '{cat,"a,\\"b"}', ['cat', 'a,"b']],
  ['keywords', 'cat, dog;emu|', ['cat', 'dog', 'emu']],
  ['search_engines', '{bing}', ['bing']],
  ['max_images', '250', 250],
  ['status', ' Completed ', 'completed'],
  ['created_at', '2024-02-29 10:11:12.5+00', '2024-02-29T10:11:12.5+00:00'],
  ['created_at', '2024-02-29T10:11:12', '2024-02-29T10:11:12Z'],
  ['created_at', '2024-02-29 10:11:12-0530', '2024-02-29T10:11:12-05:30'],
])('reads %s from %j', (name, value, expected) => {
  expect(readRow({ ...ROW, [name]: value })).toMatchObject({ dataset: { [name]: expected } });
});

it.each<[unknown, RegExp]>([
  [null, /must be an object/],
  [[], /must be an object/],
  [{ ...ROW, id: null }, /^id is required/],
  [{ ...ROW, id: 1.5 }, /^id must be a string/],
  [{ ...ROW, id: '  ' }, /^id must have at least 1/],
  [{ ...ROW, name: undefined }, /^name is required/],
  [{ ...ROW, name: 'x'.repeat(101) }, /^name must have at most 100/],
  [{ ...ROW, name: 'a\u202eb' }, /^name must not hold control/],
  [{ ...ROW, name: 'a\u0000b' }, /^name must not hold control/],
  [{ ...ROW, keywords: '[' }, /^keywords must be an array/],
  [{ ...ROW, keywords: [] }, /^keywords must have at least 1/],
  [{ ...ROW, keywords: ['cat', 5] }, /^keywords\/1 must be a string/],
  [{ ...ROW, max_images: -1 }, /^max_images must be at least 1/],
  [{ ...ROW, max_images: '1e3' }, /^max_images must be an integer/],
  [{ ...ROW, status: 'done' }, /^status must be one of/],
  [{ ...ROW, created_at: '2023-02-29 00:00:00' }, /^created_at must be a time/],
  [{ ...ROW, created_at: '2999-01-01T00:00:00Z' }, /^created_at must be a time in the past/],
  [{ ...ROW, created_at: 5 }, /^created_at must be a time/],
  [JSON.parse('{"__proto__": {"id": "1", "name": "x", "keywords": ["cat"]}}'), /^id is required/],
])('refuses %j', (value, fault) => {
  const row = readRow(value);
  expect('faults' in row ? row.faults.join('\n') : row).toMatch(fault);
});
