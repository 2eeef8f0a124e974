import { schemaOf } from '../options/options-schema.js';
import { TableOptionsDto, tableSchema } from '../options/table-options.dto.js';
import { tableFormat } from './table-format.js';

export class JsonlOptionsDto extends TableOptionsDto {}

/** A JSON object per line. */
export const jsonl = tableFormat({
  name: 'jsonl',
  description: 'JSON Lines: an object per image, alone or in an archive with or without the images',
  file: { mediaType: 'application/x-ndjson', extension: 'jsonl' },
  Options: JsonlOptionsDto,
  schema: schemaOf(tableSchema),
  text: '`images.jsonl` has an object per image and line.',
  table: () => ({ head: '', row: (row) => `${JSON.stringify(row)}\n`, tail: '' }),
});
