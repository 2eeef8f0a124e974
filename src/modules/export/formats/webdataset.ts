import type { ArchiveEntry } from '../archive/archive-entry.js';
import { OptionalInt } from '../../../common/validation/numbers.js';
import { recordOf } from '../documents/image-record.js';
import { OneFormatOptionsDto, oneFormatSchema } from '../options/archive-options.dto.js';
import { schemaOf } from '../options/options-schema.js';
import { SPLITS } from '../selection/split.js';
import type { ExportContent, ExportFormat } from './export-format.js';
import { pictureBytes, pictureExtension, pictureStem } from './picture-name.js';
import { classList } from './class-list.js';
import { bySamePicture } from './same-picture.js';
import { Shards } from './shards.js';
import { TarShard } from './tar-shard.js';

const SHARD = { min: 1, max: 100_000 };
/** Some gigabyte of photographs as the web has them. */
const DEFAULT_SHARD = 10_000;

export class WebdatasetOptionsDto extends OneFormatOptionsDto {
  @OptionalInt(SHARD)
  shard_size: number = DEFAULT_SHARD;
}

/** Tar shards of samples: picture, class number, caption and record side by side, the same four for every sample. */
export const webdataset: ExportFormat<WebdatasetOptionsDto> = {
  name: 'webdataset',
  description: 'WebDataset: tar shards of samples, each a picture, a class number, a caption and a record',
  Options: WebdatasetOptionsDto,
  schema: schemaOf({
    ...oneFormatSchema,
    shard_size: {
      type: 'integer',
      minimum: SHARD.min,
      maximum: SHARD.max,
      default: DEFAULT_SHARD,
      description: 'Samples per shard, at most',
    },
  }),
  readable: ['jpeg', 'png', 'webp'],
  encoding: ({ image }) => image,
  write: shardFiles,
  layout: () => ({
    text: 'The shards `train-000000.tar`, … have a sample per image: the picture, `.cls` with the number of its class, `.txt` with its title, which may be empty, and `.json` with all that is known. Keys are the start of `source_sha256`. `classes.txt` has the classes, one a line, in the order of their numbers.',
    hub: { dataFiles: SPLITS.map((split) => ({ split, path: `${split}-*.tar` })) },
    pictures: {
      distribution: [
        {
          '@type': 'cr:FileSet',
          '@id': 'shards',
          name: 'shards',
          encodingFormat: 'application/x-tar',
          includes: '*.tar',
        },
      ],
    },
  }),
};

async function* shardFiles(
  content: ExportContent,
  { shard_size: size }: WebdatasetOptionsDto,
): AsyncGenerator<ArchiveEntry> {
  const shards = new Shards(content.plan, size, async () => new TarShard(await content.spool()));
  for await (const same of bySamePicture(content.items)) {
    for (const [n, item] of same.entries()) {
      const { file, number, isLast } = await shards.next(item.split);
      const path = shardName(item.split, number);
      const key = `${pictureStem(item)}${n === 0 ? '' : `_${n}`}`;
      const name = `${key}.${pictureExtension(item)}`;
      await content.place(item, { path, member: name });
      await file.add(`${key}.cls`, Buffer.from(String(item.classIndex)));
      await file.add(name, pictureBytes(item));
      await file.add(`${key}.json`, Buffer.from(JSON.stringify(recordOf(item))));
      await file.add(`${key}.txt`, Buffer.from(item.row.title ?? ''));
      if (!isLast) continue;
      yield await file.finish(path);
      await file.close();
    }
  }
  for (const { split, file, number } of shards.open()) {
    yield await file.finish(shardName(split, number));
    await file.close();
  }
  yield classList(content.plan.classes);
}

const shardName = (split: string, number: number): string => `${split}-${String(number).padStart(6, '0')}.tar`;
