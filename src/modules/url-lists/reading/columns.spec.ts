import { BadList } from './bad-list.js';
import { columnsOf } from './columns.js';

describe('columnsOf', () => {
  it.each([[['url', 'caption', 'url']], [['Link', 'Link']], [['url', 'title', 'title']]])(
    'refuses %j: which of two columns is meant cannot be told',
    (names) => expect(() => columnsOf(names, {}, true)).toThrow(BadList),
  );

  it('does not mind the names of columns that say nothing', () => {
    expect(columnsOf(['id', 'url', 'id', ''], {}, true)).toEqual({ url: 'url' });
    expect(columnsOf(['URL', 'url'], {}, true)).toEqual({ url: 'url' });
  });
});
