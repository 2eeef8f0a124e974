import { schemaOf } from '../options/options-schema.js';
import { TableOptionsDto, tableSchema } from '../options/table-options.dto.js';
import { tableFormat } from './table-format.js';

export class JsonOptionsDto extends TableOptionsDto {}

/** One JSON document. */
export const json = tableFormat({
  name: 'json',
  description: 'JSON: one document of classes and images, alone or in an archive with or without the images',
  file: { mediaType: 'application/json', extension: 'json' },
  Options: JsonOptionsDto,
  schema: schemaOf(tableSchema),
  text: '`images.json` is one document: `classes` in the order of their numbers, then `images`.',
  table: ({ title, plan }) => ({
    head: `{"title":${JSON.stringify(title)},\n"classes":${JSON.stringify(plan.classes)},\n"images":[`,
    row: (row, first) => `${first ? '' : ','}\n${JSON.stringify(row)}`,
    tail: '\n]}\n',
  }),
});
