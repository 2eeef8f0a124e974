import { parquetMetadataAsync } from 'hyparquet';
import { BadList } from './bad-list.js';
import { parquetFault } from './parquet-fault.js';

const metadataOf = async (text: string): Promise<unknown> => {
  const bytes = Uint8Array.from(Buffer.from(text));
  try {
    return await parquetMetadataAsync(bytes.buffer);
  } catch (error) {
    return error;
  }
};

it.each(['no parquet at all', 'PAR1 this is none PAR1'])('%j is called no Parquet file', async (text) => {
  expect(parquetFault(await metadataOf(text), null)).toBe('it is no Parquet file, or its metadata is damaged');
});

it('says of a row that it is damaged, and keeps what is said in our words', () => {
  expect(parquetFault(new RangeError('Offset is outside the bounds of the DataView'), 3)).toMatch(
    /^it is damaged here/,
  );
  expect(parquetFault(new BadList('it has more than 1000 columns'), 3)).toBe('it has more than 1000 columns');
});
