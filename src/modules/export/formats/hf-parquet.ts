import type { ArchiveEntry } from '../archive/archive-entry.js';
import { classLabel, recordFeatures } from '../documents/image-features.js';
import { OptionalInt } from '../../../common/validation/numbers.js';
import { PicturesOptionsDto, picturesSchema } from '../options/archive-options.dto.js';
import { schemaOf } from '../options/options-schema.js';
import { SPLITS } from '../selection/split.js';
import type { ExportContent, ExportFormat } from './export-format.js';
import { ImageParquetFile } from './parquet/image-parquet-file.js';
import { pictureName } from './picture-name.js';
import { Shards } from './shards.js';

const SHARD = { min: 1, max: 100_000 };
/** Some 500 MB of photographs as the web has them. */
const DEFAULT_SHARD = 5_000;

export class HfParquetOptionsDto extends PicturesOptionsDto {
  @OptionalInt(SHARD)
  shard_size: number = DEFAULT_SHARD;
}

/** Parquet as the Hugging Face Hub stores image datasets: the pictures inside, classes as ClassLabel. */
export const hfParquet: ExportFormat<HfParquetOptionsDto> = {
  name: 'hf-parquet',
  description: 'Hugging Face Parquet: pictures inside the tables, labels as ClassLabel, in shards',
  Options: HfParquetOptionsDto,
  schema: schemaOf({
    ...picturesSchema,
    shard_size: {
      type: 'integer',
      minimum: SHARD.min,
      maximum: SHARD.max,
      default: DEFAULT_SHARD,
      description: 'Images per shard, at most',
    },
  }),
  readable: ['jpeg', 'png', 'webp', 'gif'],
  encoding: ({ image }) => image,
  write: parquetFiles,
  layout: ({ classes }) => ({
    text: 'The tables in `data/` have the images themselves, as the Hugging Face Hub stores them; `label` is a number that stands for a name.',
    hub: {
      dataFiles: SPLITS.map((split) => ({ split, path: `data/${split}-*` })),
      features: [
        { name: 'image', dtype: 'image' },
        ...recordFeatures({ label: classLabel(classes), retrieved_at: 'string' }),
      ],
    },
    pictures: {
      distribution: [
        {
          '@type': 'cr:FileSet',
          '@id': 'tables',
          name: 'tables',
          encodingFormat: 'application/x-parquet',
          includes: 'data/*.parquet',
        },
      ],
    },
  }),
};

async function* parquetFiles(
  content: ExportContent,
  { shard_size: size }: HfParquetOptionsDto,
): AsyncGenerator<ArchiveEntry> {
  const { plan } = content;
  const shards = new Shards(plan, size, async () => new ImageParquetFile(await content.spool(), plan.classes));
  for await (const item of content.items) {
    const { file, number, of, isLast } = await shards.next(item.split);
    const path = `data/${item.split}-${padded(number)}-of-${padded(of)}.parquet`;
    const name = pictureName(item);
    await content.place(item, { path, member: name });
    await file.add(item, name);
    if (isLast) {
      yield await file.finish(path);
      await file.close();
    }
  }
  for (const { split, file, number, of } of shards.open()) {
    yield await file.finish(`data/${split}-${padded(number)}-of-${padded(of)}.parquet`);
    await file.close();
  }
}

const padded = (number: number): string => String(number).padStart(5, '0');
