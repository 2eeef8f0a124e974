import { chooseChild, type Candidate } from './choose-child.js';

const child = (name: string, load: number, change: Partial<Candidate> = {}) => ({
  name,
  load,
  usable: true,
  hasSuspect: false,
  ...change,
});

describe('chooseChild', () => {
  it.each([
    ['no children', [], false, undefined],
    ['the least busy', [child('a', 1), child('b', 0)], false, 'b'],
    ['the first of equals', [child('a', 1), child('b', 1)], false, 'a'],
    ['none when all are full', [child('a', 2), child('b', 2)], false, undefined],
    ['none that is starting or worn', [child('a', 0, { usable: false })], false, undefined],
    ['none beside a suspect', [child('a', 1, { hasSuspect: true })], false, undefined],
    ['one further away than beside a suspect', [child('a', 1, { hasSuspect: true }), child('b', 1)], false, 'b'],
    ['an idle one for a suspect', [child('a', 1), child('b', 0)], true, 'b'],
    ['none for a suspect when none is idle', [child('a', 1), child('b', 2)], true, undefined],
  ])('%s', (_, children, isSuspect, name) => {
    expect(chooseChild(children, isSuspect)?.name).toBe(name);
  });
});
