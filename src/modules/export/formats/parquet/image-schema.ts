import type { SchemaElement } from 'hyparquet';
import { RECORD_COLUMNS } from '../../documents/image-record.js';

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const TYPES = {
  string: TEXT,
  int64: { type: 'INT64' },
  bool: { type: 'BOOLEAN' },
  'timestamp[s]': TEXT,
} as const;

/** Columns beside the picture, in order; a class label is a number. */
export const PARQUET_COLUMNS = Object.entries(RECORD_COLUMNS).map(([name, type]) => ({
  name,
  type: name === 'label' ? ('int64' as const) : type,
}));

/** One row per picture: `image` as struct of bytes and path, then what is known about it. */
export const PARQUET_SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: 1 + PARQUET_COLUMNS.length },
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', ...TEXT, repetition_type: 'OPTIONAL' },
  ...PARQUET_COLUMNS.flatMap(({ name, type }): SchemaElement[] =>
    type === 'list'
      ? [
          { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          { name: 'element', ...TEXT, repetition_type: 'OPTIONAL' },
        ]
      : [{ name, ...TYPES[type], repetition_type: 'OPTIONAL' }],
  ),
];

/** The footer's note that makes the Hugging Face library decode the pictures and name the classes. */
export function huggingfaceNote(classes: readonly string[]): string {
  const features = PARQUET_COLUMNS.map(({ name, type }): [string, object] => {
    if (name === 'label') return [name, { names: classes, _type: 'ClassLabel' }];
    if (type === 'list') return [name, { feature: value('string'), _type: 'List' }];
    return [name, value(type === 'timestamp[s]' ? 'string' : type)];
  });
  return JSON.stringify({ info: { features: Object.fromEntries([['image', { _type: 'Image' }], ...features]) } });
}

const value = (dtype: string): object => ({ dtype, _type: 'Value' });
