import { changesOf } from './changes.js';

describe('changesOf', () => {
  it.each([
    [{ name: 'a', note: null }, { name: 'b' }, { name: { from: 'a', to: 'b' } }],
    [{ name: 'a', note: 'x' }, { note: null }, { note: { from: 'x', to: null } }],
    [{ name: 'a', note: 'x' }, { name: 'a', note: 'x' }, {}],
    [{ settings: { a: [1] } }, { settings: { a: [1] } }, {}],
    [{ settings: { a: [1] } }, { settings: { a: [2] } }, { settings: { from: { a: [1] }, to: { a: [2] } } }],
    [{ name: 'a' }, { name: undefined }, {}],
  ])('%j patched with %j', (before: object, patch: object, changes) => {
    expect(changesOf(before, patch)).toEqual(changes);
  });
});
