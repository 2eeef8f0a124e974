import * as fc from 'fast-check';
import { ValidationFailed } from '../../common/problem/problems.js';
import type { FieldError } from '../../common/problem/problem.js';
import type { CrawlJobOptions } from './crawl-job-options.js';
import { defaultsFrom, mustBeComplete } from './job-defaults.js';

function faultsOf(options: CrawlJobOptions, sources: string[]): readonly FieldError[] {
  try {
    mustBeComplete(options, sources);
    return [];
  } catch (error) {
    if (error instanceof ValidationFailed) return error.errors;
    throw error;
  }
}

describe('defaultsFrom', () => {
  const resize = { mode: 'longest', size: 512, format: 'webp', quality: 80 };

  it.each<[string, Record<string, unknown>, object]>([
    [
      'everything that an option may be',
      { safe_search: false, min_width: 1, min_height: 20_000, resize },
      { safe_search: false, min_width: 1, min_height: 20_000, resize },
    ],
    [
      'what is kept, of files and of pictures',
      { metadata: 'strip', licenses: ['public-domain', 'CC-BY-4.0', 'unknown'], min_yield: 0 },
      { metadata: 'strip', licenses: ['public-domain', 'CC-BY-4.0', 'unknown'], min_yield: 0 },
    ],
    ['nothing that is not kept', { metadata: 'all', min_yield: 1.1 }, {}],
    ['no licences that nobody knows', { licenses: ['CC-BY-9.9'] }, {}],
    ['no empty list of licences', { licenses: [] }, {}],
    ['no licence twice', { licenses: ['open', 'open'] }, {}],
    ['no licence alone', { licenses: 'open' }, {}],
    [
      'resize without a size, where none is needed',
      { resize: { mode: 'none', format: 'jpeg', quality: 1 } },
      { resize: { mode: 'none', format: 'jpeg', quality: 1 } },
    ],
    ['nothing of what is no option', { theme: 'dark', keywords: ['x'] }, {}],
    ['nothing of another type', { safe_search: 'no', min_width: '5', min_height: null, resize: [] }, {}],
    ['nothing out of range', { min_width: 0, min_height: 20_001 }, {}],
    ['no fraction', { min_width: 1.5 }, {}],
    ['no resize with a member too many', { resize: { ...resize, crop: true } }, {}],
    ['no resize without its size', { resize: { ...resize, size: undefined } }, {}],
    ['no resize to an unknown format', { resize: { ...resize, format: 'gif' } }, {}],
    ['no resize of no quality', { resize: { ...resize, quality: 101 } }, {}],
  ])('takes %s', (_, settings, options) => {
    expect(defaultsFrom(settings)).toEqual(options);
  });

  it('takes from any JSON only what a request could say as well', () => {
    const names = fc.constantFrom(
      'safe_search',
      'min_width',
      'min_height',
      'resize',
      'metadata',
      'licenses',
      'min_yield',
      'x',
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (settings) => {
        const options = defaultsFrom(settings);
        expect(() => mustBeComplete(options)).not.toThrow();
        for (const [name, value] of Object.entries(options)) expect(settings[name]).toBe(value);
      }),
    );
  });
});

describe('mustBeComplete', () => {
  it.each(['shortest', 'longest'] as const)('asks for the size that %s needs', (mode) => {
    expect(() => mustBeComplete({ resize: { mode, format: 'jpeg', quality: 80 } })).toThrow(ValidationFailed);
    expect(() => mustBeComplete({ resize: { mode, size: 100, format: 'jpeg', quality: 80 } })).not.toThrow();
  });

  const told: [source: string, name: string, options: CrawlJobOptions][] = [
    ['urls', 'urls', { urls: [{ url: 'https://a.example/1.jpg' }] }],
    ['urls', 'url_list_id', { url_list_id: '0199aa00-0000-7000-8000-000000000001' }],
    ['web', 'web', { web: { pages: ['https://a.example/'] } }],
    ['sitemap', 'sitemap', { sitemap: { urls: ['https://a.example/'] } }],
  ];

  it.each(told)('takes what the source %s is told by %s from a job that names it, and from no other', (...row) => {
    const [source, name, options] = row;
    expect(faultsOf(options, ['openverse', source])).toEqual([]);
    expect(faultsOf(options, ['openverse'])).toEqual([
      {
        pointer: `/options/${name}`,
        code: 'source-not-named',
        message: `is for the source ${source}, which \`sources\` lacks; add it there or leave this out`,
      },
    ]);
  });

  it('says of all sources at once what they miss and what is said in vain', () => {
    const options = { web: { pages: ['https://a.example/'] }, sitemap: { urls: ['https://a.example/'] } };
    expect(faultsOf(options, ['urls', 'web']).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/options/urls', 'required'],
      ['/options/sitemap', 'source-not-named'],
    ]);
  });

  it('lets everything else pass', () => {
    for (const resize of [undefined, null, { mode: 'none', format: 'jpeg', quality: 80 } as const]) {
      expect(() => mustBeComplete(resize === undefined ? {} : { resize })).not.toThrow();
    }
  });
});
