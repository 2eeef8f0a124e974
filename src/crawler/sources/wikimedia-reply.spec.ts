import { query, refusal, SourceServer } from './source-server.fixture.js';
import { file, value } from './wikimedia-file.fixture.js';
import { WikimediaSource } from './wikimedia.source.js';

const server = new SourceServer();
afterEach(() => server.close());

const start = async () => {
  const { env, client } = await server.start();
  return new WikimediaSource(env, client);
};

describe('a reply of Wikimedia Commons', () => {
  it.each([
    ['pd', 'Public domain', null, 'LicenseRef-Public-Domain'],
    ['pd-usgov-nasa', 'Public domain', null, 'LicenseRef-US-Gov'],
    ['cc0', 'CC0', 'http://creativecommons.org/publicdomain/zero/1.0/deed.en', 'CC0-1.0'],
    ['cc-by-sa-3.0-migrated', 'CC BY-SA 3.0', null, 'CC-BY-SA-3.0'],
    ['cc-by-sa-3.0-de', 'CC BY-SA 3.0 de', null, 'CC-BY-SA-3.0-DE'],
    [
      'cc-by-3.0-fr',
      'CC BY 3.0 fr',
      'https://creativecommons.org/licenses/by/3.0/fr/deed.fr',
      'LicenseRef-CC-BY-3.0-FR',
    ],
    [null, 'No restrictions', null, 'LicenseRef-NKC'],
    ['gfdl', 'GFDL', null, 'GFDL-1.2-or-later'],
    [null, 'ESA Standard Licence', 'https://esa.example/l', 'LicenseRef-ESA-Standard-Licence'],
    [null, null, null, null],
  ])('licence %s / %s / %s is %s', async (code, name, url, expected) => {
    const source = await start();
    const metadata = {
      ...(code !== null && { License: value(code) }),
      ...(name !== null && { LicenseShortName: value(name) }),
      ...(url !== null && { LicenseUrl: value(url) }),
    };
    server.answer = { body: { batchcomplete: true, query: { pages: [file(1, metadata)] } } };
    const [item] = (await source.search(query(), null)).items;
    expect(item).toMatchObject({ license: expected, title: 'Cat_1', creator: null });
  });

  it('leaves out pages without a file', async () => {
    const source = await start();
    const pages = [
      { pageid: 1, missing: true },
      { pageid: 2, imageinfo: [] },
      { pageid: 3, imageinfo: null },
      file(4, null, { width: null }),
      null,
      file(5, {}, { url: null }),
    ];
    server.answer = { body: { batchcomplete: true, query: { pages } } };
    const { items } = await source.search(query(), null);
    expect(items).toMatchObject([{ license: null, attribution: null, width: null, height: 2000 }]);
  });

  it.each([
    ['ratelimited', 'rate_limited'],
    ['maxlag', 'rate_limited'],
    ['internal_api_error_DBQueryError', 'upstream'],
    ['readonly', 'upstream'],
    ['blocked', 'blocked'],
    ['mwoauth-invalid-authorization', 'auth'],
    ['badvalue', 'bad_request'],
    [{}, 'bad_request'],
  ])('the error code %s, which comes with 200, is %s', async (code, kind) => {
    const source = await start();
    server.answer = { headers: { 'retry-after': '5' }, body: { error: { code, info: 'text' }, servedby: 'x' } };
    expect(await refusal(source.search(query(), null))).toMatchObject({ kind, retryAfterMs: 5_000 });
  });

  it.each([
    ['no JSON', 'MediaWiki API help'],
    ['another object', { data: [] }],
    ['no pages', { query: { results: [] } }],
    ['pages without files', { batchcomplete: true, query: { pages: [{ pageid: 1, title: 'File:A.jpg' }] } }],
    ['a list', []],
  ])('%s is a changed shape', async (_, body) => {
    const source = await start();
    server.answer = { body };
    expect((await refusal(source.search(query(), null))).kind).toBe('shape_changed');
  });
});
