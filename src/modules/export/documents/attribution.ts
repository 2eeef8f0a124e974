import type { ExportItem, Placement } from '../formats/export-format.js';
import { csvRow } from './csv.js';
import { recordOf } from './image-record.js';

const COLUMNS = [
  'title',
  'creator',
  'license',
  'license_url',
  'source',
  'page_url',
  'image_url',
  'attribution',
] as const;

export const ATTRIBUTION_HEAD = csvRow(['file_name', ...COLUMNS, 'changes']);

/** Title, author, source and licence of a picture, and what was done to it: a row for people and their spreadsheets. */
export function attributionRow(item: ExportItem, { path, member }: Placement): string {
  const record = recordOf(item);
  return csvRow([member ? `${path}#${member}` : path, ...COLUMNS.map((column) => record[column]), changesTo(item)]);
}

/** Licences ask for it. A crawl job that keeps the pixels as fetched can only have taken metadata out. */
function changesTo({ row, file }: ExportItem): string {
  if (file.sha256 === row.sha256) return 'none';
  return file.sha256 === row.stored_sha256 && !row.is_reencoded ? 'metadata removed' : 'resized or re-encoded';
}
