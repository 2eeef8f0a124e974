import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { hfParquet } from '../formats/hf-parquet.js';
import { exportOf, filesOf, givenPicture, jsonLines } from './export.fixture.js';

const arrayOf = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;

interface ParquetRow extends Record<string, unknown> {
  image: { bytes: Uint8Array; path: string };
}

async function rowsOf(file: ArrayBuffer): Promise<ParquetRow[]> {
  const rows = await parquetReadObjects({ file, utf8: false });
  return rows.map((row): ParquetRow => ({ ...row, image: row.image }));
}

async function given(count: number) {
  const facts = { title: 'Tom', license: 'CC-BY-4.0', creator: '=A' };
  return Promise.all(
    Array.from({ length: count }, (_, n) => givenPicture(n % 3 === 0 ? 'no' : 'dog', n, n % 2 ? facts : {})),
  );
}

describe('hf-parquet', () => {
  it('holds every picture and record in shards of even sizes', async () => {
    const pictures = await given(23);
    const files = await filesOf(hfParquet, pictures, { shard_size: 10 });
    const shards = [...files.keys()].filter((path) => path.endsWith('.parquet'));
    expect(shards).toEqual([0, 1, 2].map((n) => `data/train-0000${n}-of-00003.parquet`));
    const rows: ParquetRow[] = [];
    for (const path of shards) {
      const file = arrayOf(files.get(path) ?? Buffer.alloc(0));
      rows.push(...(await rowsOf(file)));
    }
    expect(rows).toHaveLength(23);
    const byId = new Map(pictures.map(({ row, bytes }) => [row.sha256, { row, bytes }]));
    for (const row of rows) {
      const source = byId.get(String(row.source_sha256));
      const { image } = row;
      expect(Buffer.from(image.bytes).equals(source?.bytes ?? Buffer.alloc(0))).toBe(true);
      expect(image.path).toBe(`${String(row.source_sha256).slice(0, 32)}.jpg`);
      expect(row).toMatchObject({
        label: source?.row.keyword === 'no' ? 1n : 0n,
        labels: [source?.row.keyword],
        width: 40n,
        title: source?.row.title ?? '',
        creator: source?.row.creator ?? '',
        is_duplicate: false,
        retrieved_at: '2026-01-02T03:04:05Z',
      });
    }
    const manifest = jsonLines(files.get('manifest.jsonl'));
    expect(manifest.map(({ path, member }) => [path, member])).toEqual(
      rows.map((row, n) => [shards[Math.min(2, n < 8 ? 0 : n < 16 ? 1 : 2)], row.image.path]),
    );
  });

  it('tells Hugging Face what the columns are', async () => {
    const files = await filesOf(hfParquet, await given(3));
    const metadata = parquetMetadata(arrayOf(files.get('data/train-00000-of-00001.parquet') ?? Buffer.alloc(0)));
    const note = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value ?? '';
    expect(JSON.parse(note)).toMatchObject({
      info: {
        features: {
          image: { _type: 'Image' },
          label: { names: ['dog', 'no'], _type: 'ClassLabel' },
          labels: { feature: { dtype: 'string', _type: 'Value' }, _type: 'List' },
        },
      },
    });
    const image = parquetSchema(metadata).children[0];
    expect(image?.element).toMatchObject({ name: 'image', repetition_type: 'OPTIONAL' });
    expect(image?.children.map(({ element }) => [element.name, element.type, element.converted_type])).toEqual([
      ['bytes', 'BYTE_ARRAY', undefined],
      ['path', 'BYTE_ARRAY', 'UTF8'],
    ]);
  });

  it('ends row groups at a hundred rows, and gives the same bytes again', async () => {
    const first = await exportOf(hfParquet, await given(250));
    const files = await filesOf(hfParquet, await given(250));
    const { row_groups: groups } = parquetMetadata(
      arrayOf(files.get('data/train-00000-of-00001.parquet') ?? Buffer.alloc(0)),
    );
    expect(groups.map(({ num_rows: rows }) => Number(rows))).toEqual([100, 100, 50]);
    expect((await exportOf(hfParquet, await given(250))).equals(first)).toBe(true);
  });
});
