import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import type { Spool } from '../archive/spool.js';
import { PicturesOptionsDto, picturesSchema } from '../options/archive-options.dto.js';
import { OptionalFlag } from '../options/option-rules.js';
import { schemaOf } from '../options/options-schema.js';
import { SPLITS, type Split } from '../selection/split.js';
import { classList } from './class-list.js';
import { looseFiles } from './croissant-files.js';
import type { ExportContent, ExportFormat } from './export-format.js';
import { pictureBytes } from './picture-name.js';
import { SPLIT_FOLDERS } from './split-folders.js';
import { tableItems } from './table-format.js';

export class TxtOptionsDto extends PicturesOptionsDto {
  @OptionalFlag()
  images: boolean = false;
}

/** Lists as ImageNet has them: `<path> <class number>` per split, classes.txt, and the addresses in the same order. */
export const txt: ExportFormat<TxtOptionsDto> = {
  name: 'txt',
  description: 'Text lists: path and class number per split, classes, addresses; with or without the images',
  Options: TxtOptionsDto,
  schema: schemaOf({
    ...picturesSchema,
    images: { type: 'boolean', default: false, description: 'The images as well' },
  }),
  readable: ['jpeg', 'png', 'webp', 'gif'],
  encoding: ({ images, image }) => (images ? image : null),
  write: txtFiles,
  layout: (_, { images }) => ({
    text: '`train.txt` (`val`, `test`) has a path and a number per line, `train_urls.txt` the addresses in the same order; `classes.txt` has the label of number 0 in its first line.',
    ...(images && { pictures: looseFiles(['images/*']) }),
  }),
};

async function* txtFiles(content: ExportContent, { images }: TxtOptionsDto): AsyncGenerator<ArchiveEntry> {
  const lists = new Map<Split, { paths: Spool; urls: Spool }>();
  for await (const [item, file] of tableItems(content)) {
    const list = lists.get(item.split) ?? { paths: await content.spool(), urls: await content.spool() };
    lists.set(item.split, list);
    await list.paths.write(`${file} ${item.classIndex}\n`);
    await list.urls.write(`${item.row.original_url.replace(/\s/g, encodeURIComponent)}\n`);
    const listed = `${SPLIT_FOLDERS[item.split]}.txt`;
    await content.place(item, images ? { path: file } : { path: listed, member: file });
    if (images) yield entryOf(file, pictureBytes(item), item.file.sha256);
  }
  for (const split of SPLITS) {
    const list = lists.get(split);
    if (!list) continue;
    yield list.paths.entry(`${SPLIT_FOLDERS[split]}.txt`);
    yield list.urls.entry(`${SPLIT_FOLDERS[split]}_urls.txt`);
  }
  yield classList(content.plan.classes);
}
