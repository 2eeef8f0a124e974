import { BadList } from './bad-list.js';
import { ValidationFailed } from '../../../common/problem/problems.js';
import { ColumnsByRow, columnsOf } from './columns.js';

describe('columnsOf', () => {
  it.each([[['url', 'caption', 'url']], [['Link', 'Link']], [['url', 'title', 'title']]])(
    'refuses %j: which of two columns is meant cannot be told',
    (names) => expect(() => columnsOf(names, {}, true)).toThrow(BadList),
  );

  it.each([{}, { url: 'link' }, { caption: 'words' }])(
    'asked for %j, says of a header with an address that it is none',
    (asked) => {
      expect(() => columnsOf(['a cat', 'https://a.example/1.jpg'], asked, true)).toThrow(
        expect.objectContaining({ row: 0, message: expect.stringContaining('header=false and url_column=2') }),
      );
    },
  );

  it('does not mind the names of columns that say nothing', () => {
    expect(columnsOf(['id', 'url', 'id', ''], {}, true)).toEqual({ url: 'url' });
    expect(columnsOf(['URL', 'url'], {}, true)).toEqual({ url: 'url' });
  });
});

describe('ColumnsByRow', () => {
  it('takes columns that any row has, in any case', () => {
    const columns = new ColumnsByRow({ caption: 'Words', label: 'kind' });
    expect(columns.of(['url', 'words'])).toEqual({ url: 'url', caption: 'words' });
    expect(columns.of(['url', 'kind'])).toEqual({ url: 'url', label: 'kind' });
    expect(() => columns.end()).not.toThrow();
  });

  it('refuses in the end what no row has, with the columns that are there', () => {
    const columns = new ColumnsByRow({ caption: 'words', label: 'kind' });
    for (const names of [['url', 'kind'], ['url', 'title'], []]) columns.of(names);
    expect(() => columns.end()).toThrow(ValidationFailed);
    expect(() => columns.end()).toThrow(
      expect.objectContaining({
        errors: [
          {
            parameter: 'caption_column',
            code: 'unknown-column',
            message: 'is no column; the list has url, kind, title',
          },
        ],
      }),
    );
  });
});
