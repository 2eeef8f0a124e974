import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import type { Spool } from '../archive/spool.js';
import { recordFeatures } from '../documents/image-features.js';
import { recordOf } from '../documents/image-record.js';
import { OptionalWord } from '../options/option-rules.js';
import { PicturesOptionsDto, picturesSchema } from '../options/archive-options.dto.js';
import { schemaOf } from '../options/options-schema.js';
import { SPLITS, type Split } from '../selection/split.js';
import { classFolders } from './class-folders.js';
import { looseFiles } from './croissant-files.js';
import type { ExportContent, ExportFormat } from './export-format.js';
import { pictureBytes, pictureName } from './picture-name.js';

const LABELS = ['folder', 'metadata'] as const;

export class ImagefolderOptionsDto extends PicturesOptionsDto {
  @OptionalWord(LABELS)
  labels: (typeof LABELS)[number] = 'folder';
}

/** Hugging Face imagefolder: `train/<class>/<picture>` with a metadata.jsonl per split. */
export const imagefolder: ExportFormat<ImagefolderOptionsDto> = {
  name: 'imagefolder',
  description: 'Hugging Face imagefolder: pictures in folders per split and label, with metadata.jsonl',
  Options: ImagefolderOptionsDto,
  schema: schemaOf({
    ...picturesSchema,
    labels: {
      type: 'string',
      enum: LABELS,
      default: 'folder',
      description: 'One folder per label, or one folder for all; metadata.jsonl has the label in both',
    },
  }),
  readable: ['jpeg', 'png', 'webp', 'gif'],
  encoding: ({ image }) => image,
  write: imagefolderFiles,
  layout: ({ classes }, { labels }) => ({
    text: [
      'Each split is a folder with a `metadata.jsonl`, which has the label, the origin and the licence of every image; a text that is not known is empty.',
      labels === 'folder' ? folderTable(classes) : 'All images lie in `images/`.',
    ].join('\n\n'),
    hub: {
      dataFiles: SPLITS.map((split) => ({ split, path: `${split}/**` })),
      config: { drop_labels: true }, // the label column says more than the folder, and says it in both layouts
      features: [{ name: 'image', dtype: 'image' }, ...recordFeatures()],
    },
    pictures: looseFiles(SPLITS.map((split) => `${split}/*`)),
  }),
};

async function* imagefolderFiles(
  content: ExportContent,
  { labels }: ImagefolderOptionsDto,
): AsyncGenerator<ArchiveEntry> {
  const folders = classFolders(content.plan.classes);
  const metadata = new Map<Split, Spool>();
  for await (const item of content.items) {
    const folder = folders.get(item.className) ?? '';
    const name = pictureName(item);
    const file = labels === 'folder' ? `${folder}/${name}` : `images/${folder}_${name}`;
    const path = `${item.split}/${file}`;
    const lines = metadata.get(item.split) ?? (await content.spool());
    metadata.set(item.split, lines);
    await lines.write(`${JSON.stringify({ file_name: file, ...recordOf(item) })}\n`);
    await content.place(item, { path });
    yield entryOf(path, pictureBytes(item), item.file.sha256);
  }
  for (const split of SPLITS) {
    const lines = metadata.get(split);
    if (lines) yield lines.entry(`${split}/metadata.jsonl`);
  }
}

const folderTable = (classes: readonly string[]): string => {
  const changed = [...classFolders(classes)].filter(([name, folder]) => name !== folder).length;
  return changed === 0
    ? 'Folders are called as their labels.'
    : `Folders are called as their labels, ${changed} of them in letters that every system and loader takes; the label itself is in the metadata.`;
};
