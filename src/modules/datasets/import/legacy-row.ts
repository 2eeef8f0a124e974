import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { fieldErrors, inBody } from '../../../common/validation/field-errors.js';
import { DEFAULT_ENGINES, DEFAULT_MAX_IMAGES } from '../dataset-request.dto.js';
import { asTimestamp, LegacyDatasetDto } from './legacy-dataset.dto.js';

/** The row, or what is wrong with it, one text per fault. */
export type ReadRow = { dataset: LegacyDatasetDto } | { faults: string[] };

/** Reads a row of an old table. JSON gives typed values, CSV gives text, and lists may be text in several spellings. */
export function readRow(value: unknown): ReadRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { faults: ['must be an object'] };
  const field = (name: string): unknown => (Object.hasOwn(value, name) ? (Reflect.get(value, name) ?? null) : null);
  const status = field('status');
  const id = field('id');
  const plain = {
    id: typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : (id ?? undefined),
    name: field('name') ?? undefined,
    description: field('description'),
    keywords: asList(field('keywords')) ?? undefined,
    max_images: asNumber(field('max_images')) ?? DEFAULT_MAX_IMAGES,
    search_engines: asList(field('search_engines')) ?? [...DEFAULT_ENGINES],
    status: typeof status === 'string' ? status.trim().toLowerCase() : (status ?? 'pending'),
    images_collected: asNumber(field('images_collected')) ?? 0,
    error_message: field('error_message'),
    created_at: asTimestamp(field('created_at')),
    updated_at: asTimestamp(field('updated_at')),
  };
  const dataset = plainToInstance(LegacyDatasetDto, plain);
  const errors = fieldErrors(validateSync(dataset, { forbidUnknownValues: false }), inBody);
  if (errors.length === 0) return { dataset };
  return { faults: errors.map(({ pointer = '', message }) => `${pointer.slice(1)} ${message}`) };
}

const asNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value;

/** A JSON list, an array of PostgreSQL, or words between commas, semicolons or bars. */
function asList(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text.startsWith('[')) return parsed(text);
  if (text.startsWith('{') && text.endsWith('}')) return arrayLiteral(text.slice(1, -1));
  return text.split(/[,;|]/).filter((word) => word.trim() !== '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // no list, as the check will say
  }
}

const arrayLiteral = (inner: string): string[] =>
  [...inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '',
  );
