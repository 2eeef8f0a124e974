import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import type { Spool } from '../archive/spool.js';
import { JpegOptionsDto, jpegSchema } from '../options/archive-options.dto.js';
import { schemaOf } from '../options/options-schema.js';
import { SPLITS, type Split } from '../selection/split.js';
import { looseFiles } from './croissant-files.js';
import type { ExportContent, ExportFormat, ExportItem } from './export-format.js';
import { pictureBytes, pictureName, pictureStem } from './picture-name.js';
import { bySamePicture } from './same-picture.js';
import { SPLIT_FOLDERS } from './split-folders.js';
import { xmlText } from './xml-text.js';

const ROOT = 'VOCdevkit/VOC2012';

export class VocOptionsDto extends JpegOptionsDto {}

/** Pascal VOC 2012: JPEGs, an XML file each, and lists of ids; every class of a picture is a box around all of it. */
export const voc: ExportFormat<VocOptionsDto> = {
  name: 'voc',
  description: 'Pascal VOC 2012: JPEGImages, Annotations with a box around the whole picture, ImageSets/Main',
  Options: VocOptionsDto,
  schema: schemaOf(jpegSchema),
  readable: ['jpeg'],
  encoding: ({ image }) => image,
  write: vocFiles,
  layout: () => ({
    text: `\`${ROOT}/ImageSets/Main/train.txt\` (\`val\`, \`test\`) lists the ids of the images in \`JPEGImages\`, which \`Annotations\` tells the labels of. Labels are of whole images, so each is a box around all of it; pixels are counted from 1 and the last one is included, as VOC does.`,
    pictures: looseFiles([`${ROOT}/JPEGImages`]),
  }),
};

async function* vocFiles(content: ExportContent): AsyncGenerator<ArchiveEntry> {
  const lists = new Map<Split, Spool>();
  for await (const same of bySamePicture(content.items)) {
    const [first] = same;
    const ids = lists.get(first.split) ?? (await content.spool());
    lists.set(first.split, ids);
    const id = pictureStem(first);
    await ids.write(`${id}\n`);
    const path = `${ROOT}/JPEGImages/${pictureName(first)}`;
    for (const item of same) await content.place(item, { path });
    yield entryOf(path, pictureBytes(first), first.file.sha256);
    yield entryOf(`${ROOT}/Annotations/${id}.xml`, Buffer.from(annotation(same)));
  }
  for (const split of SPLITS) {
    const ids = lists.get(split);
    if (ids) yield ids.entry(`${ROOT}/ImageSets/Main/${SPLIT_FOLDERS[split]}.txt`);
  }
}

function annotation(same: readonly [ExportItem, ...ExportItem[]]): string {
  const [{ file, row }] = same;
  const objects = same.map(({ className }) =>
    [
      '  <object>',
      `    <name>${xmlText(className)}</name>`,
      '    <pose>Unspecified</pose>',
      '    <truncated>0</truncated>',
      '    <difficult>0</difficult>',
      `    <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>${file.width}</xmax><ymax>${file.height}</ymax></bndbox>`,
      '  </object>',
    ].join('\n'),
  );
  return [
    '<annotation>',
    '  <folder>VOC2012</folder>',
    `  <filename>${pictureName(same[0])}</filename>`,
    `  <source><database>PixCrawler</database><annotation>keyword</annotation><image>${xmlText(row.source)}</image></source>`,
    `  <size><width>${file.width}</width><height>${file.height}</height><depth>3</depth></size>`,
    '  <segmented>0</segmented>',
    ...objects,
    '</annotation>\n',
  ].join('\n');
}
