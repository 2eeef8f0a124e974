import { csvRow, rawCsvRow } from '../documents/csv.js';
import { RECORD_COLUMNS } from '../documents/image-record.js';
import { OptionalFlag } from '../options/option-rules.js';
import { schemaOf } from '../options/options-schema.js';
import { TableOptionsDto, tableSchema } from '../options/table-options.dto.js';
import { tableFormat, type TableRow } from './table-format.js';

const COLUMNS = ['file_name', 'label_id', 'split', 'bytes', ...Object.keys(RECORD_COLUMNS)];

export class CsvOptionsDto extends TableOptionsDto {
  @OptionalFlag()
  spreadsheet_safe: boolean = true;
}

/** RFC 4180, UTF-8 without a mark, with a header. */
export const csv = tableFormat({
  name: 'csv',
  description: 'CSV: a row per image, alone or in an archive with or without the images',
  file: { mediaType: 'text/csv', extension: 'csv' },
  Options: CsvOptionsDto,
  schema: schemaOf({
    ...tableSchema,
    spreadsheet_safe: {
      type: 'boolean',
      default: true,
      description:
        'A text that a spreadsheet would run as a formula, or that begins with an apostrophe, gets an apostrophe in front: taking one off gives it back. false: texts as they are',
    },
  }),
  text: '`images.csv` has a row per image; `labels` is a list in JSON. Unless `spreadsheet_safe` was turned off, a text that a spreadsheet would run as a formula has an apostrophe in front.',
  table: (_, { spreadsheet_safe: safe }) => ({
    head: rawCsvRow(COLUMNS),
    row: (row) => (safe ? csvRow : rawCsvRow)(COLUMNS.map((column) => cell(row, column))),
    tail: '',
  }),
});

function cell(row: TableRow, column: string): string | number {
  const value: unknown = Reflect.get(row, column);
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
