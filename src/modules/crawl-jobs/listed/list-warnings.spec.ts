import { listWarnings } from './list-warnings.js';
import { listedUrls } from './listed-urls.js';

const fish = { url: 'https://a.example/1.jpg', label: 'fish' };
const rice = { url: 'https://a.example/2.jpg', label: 'rice' };
const LEFT_OUT = 'none of the keywords, such as “fish”, and';

describe('listWarnings', () => {
  it.each([
    [
      'one URL of the request, wanted as one image',
      listedUrls(['rice'], [fish], null),
      1,
      [
        `1 of 1 URL has a label that is ${LEFT_OUT} is left out. Add these labels to keywords, or send the URLs without label.`,
        '0 URLs can be used for the image that is wanted.',
      ],
    ],
    [
      'two URLs of the request, with a list that has no labels',
      listedUrls(['rice'], [fish, fish], { url_count: 1, labels: null }),
      2,
      [
        `2 of 3 URLs have labels that are ${LEFT_OUT} are left out. Add these labels to keywords, or send the URLs without label.`,
        '1 URL can be used for the 2 images that are wanted.',
      ],
    ],
    [
      'one URL of a list',
      listedUrls(['rice'], [rice], { url_count: 2, labels: { rice: 1, fish: 1 } }),
      2,
      [
        `1 of 3 URLs has a label that is ${LEFT_OUT} is left out. Add these labels to keywords, or send the list without label_column.`,
      ],
    ],
    ['none', listedUrls(['rice'], [rice], null), 1, []],
  ])('say of %s that is left out what to do', (_, listed, wanted, messages) => {
    const warnings = listWarnings({ max_images: wanted, sources: ['urls'] }, listed);
    expect(warnings.map(({ message }) => message)).toEqual(messages.map((message) => `urls: ${message}`));
  });
});
