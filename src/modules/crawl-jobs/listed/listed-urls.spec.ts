import { leftOutText, listedUrls } from './listed-urls.js';

const url = (label?: string) => ({ url: 'https://a.example/1.jpg', ...(label !== undefined && { label }) });

describe('listedUrls', () => {
  it.each([
    ['nothing', [], null, { usable: 0, leftOut: 0, leavesOutOfList: false, labels: [] }],
    [
      'a list without labels',
      [],
      { url_count: 5, labels: null },
      { usable: 5, leftOut: 0, leavesOutOfList: false, labels: [] },
    ],
    [
      'labels in another case',
      [url('RICE'), url('SOUP')],
      null,
      { usable: 2, leftOut: 0, leavesOutOfList: false, labels: [] },
    ],
    [
      'labels that are no keywords, and URLs without a label',
      [url('fish'), url()],
      { url_count: 9, labels: { rice: 2, beans: 1, fish: 3, Bread: 1, salt: 1 } },
      { usable: 4, leftOut: 7, leavesOutOfList: true, labels: ['fish', 'beans', 'Bread'] },
    ],
  ])('of %s', (_, urls, list, expected) => {
    expect(listedUrls(['rice', 'soup'], urls, list)).toEqual(expected);
  });

  it('is told in words', () => {
    expect(leftOutText(listedUrls(['rice'], [url()], null))).toBeNull();
    expect(leftOutText({ usable: 4, leftOut: 7, leavesOutOfList: true, labels: ['fish', 'beans'] })).toBe(
      '7 of 11 URLs have labels that are none of the keywords, such as “fish”, “beans”, and are left out',
    );
  });
});
