import type { ExportItem } from '../formats/export-format.js';

/** What is told about a picture, with its type for readers that want to know it beforehand. */
export const RECORD_COLUMNS = {
  label: 'string',
  labels: 'list',
  width: 'int64',
  height: 'int64',
  license: 'string',
  license_url: 'string',
  creator: 'string',
  title: 'string',
  attribution: 'string',
  source: 'string',
  page_url: 'string',
  image_url: 'string',
  retrieved_at: 'timestamp[s]',
  sha256: 'string',
  source_sha256: 'string',
  phash: 'string',
  is_duplicate: 'bool',
} as const satisfies Record<string, 'string' | 'int64' | 'bool' | 'list' | 'timestamp[s]'>;

type Typed = { string: string; int64: number; bool: boolean; list: string[]; 'timestamp[s]': string };
export type ImageRecord = {
  [Column in keyof typeof RECORD_COLUMNS]: Typed[(typeof RECORD_COLUMNS)[Column]];
};

/** What is known about a picture. A column has one type in every row: an unknown text is empty, never null. */
export function recordOf({ row, className, file }: ExportItem): ImageRecord {
  return {
    label: className,
    labels: row.labels,
    width: file.width,
    height: file.height,
    license: row.license ?? '',
    license_url: row.license_url ?? '',
    creator: row.creator ?? '',
    title: row.title ?? '',
    attribution: attributionOf(row),
    source: row.source,
    page_url: row.page_url ?? '',
    image_url: row.original_url,
    retrieved_at: `${row.downloaded_at.toISOString().slice(0, 19)}Z`,
    sha256: file.sha256,
    source_sha256: row.sha256,
    phash: row.phash,
    is_duplicate: row.is_duplicate,
  };
}

/** The source's own words, else title, author, source and licence as far as they are known. */
function attributionOf({
  attribution,
  title,
  creator,
  license,
  license_url,
  source,
  page_url,
}: ExportItem['row']): string {
  if (attribution) return attribution;
  if (!title && !creator && !license) return '';
  const work = title ? `"${title}"` : 'Untitled';
  const parts = [creator ? `${work} by ${creator}` : work];
  if (license) parts.push(license_url ? `${license} (${license_url})` : license);
  parts.push(page_url ? `via ${source} (${page_url})` : `via ${source}`);
  return parts.join(', ');
}
