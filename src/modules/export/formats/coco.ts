import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import { PicturesOptionsDto, picturesSchema } from '../options/archive-options.dto.js';
import { schemaOf } from '../options/options-schema.js';
import { SPLITS, type Split } from '../selection/split.js';
import { CocoAnnotations } from './coco-annotations.js';
import { looseFiles } from './croissant-files.js';
import type { ExportContent, ExportFormat } from './export-format.js';
import { pictureBytes, pictureName } from './picture-name.js';
import { bySamePicture } from './same-picture.js';
import { SPLIT_FOLDERS } from './split-folders.js';

export class CocoOptionsDto extends PicturesOptionsDto {}

/** COCO JSON: a file of annotations per split; every class of a picture is a box around all of it. */
export const coco: ExportFormat<CocoOptionsDto> = {
  name: 'coco',
  description: 'COCO: pictures per split and annotations/instances_<split>.json with a box around the whole picture',
  Options: CocoOptionsDto,
  schema: schemaOf(picturesSchema),
  readable: ['jpeg', 'png', 'webp'],
  encoding: ({ image }) => image,
  write: cocoFiles,
  layout: () => ({
    text: '`annotations/instances_train.json` (`val`, `test`) tells of the images in `train/`. COCO has no task for labels of whole images, so each label is a box around all of it. Ids begin at 1; the id of a category is the number of its label plus 1.',
    pictures: looseFiles(SPLITS.map((split) => SPLIT_FOLDERS[split])),
  }),
};

async function* cocoFiles(content: ExportContent): AsyncGenerator<ArchiveEntry> {
  const splits = new Map<Split, CocoAnnotations>();
  for await (const same of bySamePicture(content.items)) {
    const [first] = same;
    const annotations = splits.get(first.split) ?? (await CocoAnnotations.open(content));
    splits.set(first.split, annotations);
    const name = pictureName(first);
    const path = `${SPLIT_FOLDERS[first.split]}/${name}`;
    await annotations.add(same, name);
    for (const item of same) await content.place(item, { path });
    yield entryOf(path, pictureBytes(first), first.file.sha256);
  }
  for (const split of SPLITS) {
    const annotations = splits.get(split);
    if (annotations) yield await annotations.finish(`annotations/instances_${SPLIT_FOLDERS[split]}.json`);
  }
}
