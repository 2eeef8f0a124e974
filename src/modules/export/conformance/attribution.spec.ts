import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { filesOf, givenPicture } from './export.fixture.js';
import { imagefolder } from '../formats/imagefolder.js';

describe('ATTRIBUTION.csv says of the changes', async () => {
  const create = { width: 40, height: 30, channels: 3 as const, background: '#123' };
  const bytes = await sharp({ create }).jpeg().toBuffer();
  const { row } = await givenPicture('cat', 1, {}, bytes);

  it.each([
    ['none', 'a file as it was fetched', { sha256: row.stored_sha256 }, {}],
    ['metadata removed', 'a file whose pixels were left alone', {}, {}],
    ['resized or re-encoded', 'a copy that the crawl job made', { is_reencoded: true }, {}],
    ['resized or re-encoded', 'a smaller picture', {}, { image: { max_side: 20 } }],
    ['resized or re-encoded', 'another format', { sha256: row.stored_sha256 }, { image: { format: 'png' } }],
  ])('%s: %s', async (changes, _, change, options) => {
    const files = await filesOf(imagefolder, [await givenPicture('cat', 1, change, bytes)], options);
    expect(parse(files.get('ATTRIBUTION.csv') ?? '', { columns: true })).toMatchObject([{ changes }]);
  });
});
