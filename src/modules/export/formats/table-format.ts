import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import { recordOf, type ImageRecord } from '../documents/image-record.js';
import type { TableOptionsDto } from '../options/table-options.dto.js';
import { classFolders } from './class-folders.js';
import { looseFiles } from './croissant-files.js';
import type { ExportContent, ExportFormat, ExportItem } from './export-format.js';
import { pictureBytes, pictureName } from './picture-name.js';

/** A row of a table: where the picture lies, or would lie, its class and split, and all that is known about it. */
export type TableRow = { file_name: string; label_id: number; split: string; bytes: number } & ImageRecord;

/** Text before, for, and after the rows of a table. `first`: whether it is the first row. */
export interface TableText {
  head: string;
  row: (row: TableRow, first: boolean) => string;
  tail: string;
}

interface TableFormat<Options extends TableOptionsDto> extends Pick<
  ExportFormat<Options>,
  'name' | 'description' | 'Options' | 'schema'
> {
  file: { mediaType: string; extension: string };
  /** Markdown. */
  text: string;
  table: (content: ExportContent, options: Options) => TableText;
}

/** A format that is one table, `images.<extension>`, with or without the pictures it tells of. */
export function tableFormat<Options extends TableOptionsDto>(given: TableFormat<Options>): ExportFormat<Options> {
  const { table, text, ...format } = given;
  const path = `images.${format.file.extension}`;
  return {
    ...format,
    readable: ['jpeg', 'png', 'webp', 'gif'],
    encoding: ({ images, image }) => (images ? image : null),
    async *write(content, options): AsyncGenerator<ArchiveEntry> {
      const { head, row, tail } = table(content, options);
      const rows = await content.spool();
      await rows.write(head);
      let first = true;
      for await (const [item, file] of tableItems(content)) {
        await rows.write(row(tableRow(item, file), first));
        first = false;
        await content.place(item, options.images ? { path: file } : { path, member: file });
        if (options.images) yield entryOf(file, pictureBytes(item), item.file.sha256);
      }
      await rows.write(tail);
      yield rows.entry(path);
    },
    layout: (_, { images }) => ({
      text: `${text} ${images ? 'Images lie where `file_name` says.' : 'Images are not in the archive: `image_url` says where they were fetched, `file_name` what they would be called.'}`,
      ...(images && { pictures: looseFiles(['images/*']) }),
    }),
  };
}

/** Each item with its place in `images/`. */
export async function* tableItems({ plan, items }: ExportContent): AsyncGenerator<[ExportItem, string]> {
  const folders = classFolders(plan.classes);
  for await (const item of items) yield [item, `images/${folders.get(item.className) ?? ''}/${pictureName(item)}`];
}

function tableRow(item: ExportItem, file: string): TableRow {
  return {
    file_name: file,
    label_id: item.classIndex,
    split: item.split,
    bytes: item.file.size,
    ...recordOf(item),
  };
}
