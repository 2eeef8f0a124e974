import type { ExportImage } from './export-format.js';

/** Columns of metadata.jsonl beside file_name, with their type for readers that want to know it beforehand. */
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

export type ImageRecord = Record<keyof typeof RECORD_COLUMNS, string | number | boolean | string[]>;

/** What is known about a picture. A column has one type in every row: an unknown text is empty, never null. */
export function recordOf(image: ExportImage): ImageRecord {
  return {
    label: image.label,
    labels: image.labels,
    width: image.width,
    height: image.height,
    license: image.license ?? '',
    license_url: image.license_url ?? '',
    creator: image.creator ?? '',
    title: image.title ?? '',
    attribution: attributionOf(image),
    source: image.source,
    page_url: image.page_url ?? '',
    image_url: image.original_url,
    retrieved_at: `${image.downloaded_at.toISOString().slice(0, 19)}Z`,
    sha256: image.stored_sha256,
    source_sha256: image.sha256,
    phash: image.phash,
    is_duplicate: image.is_duplicate,
  };
}

/** The source's own words, else title, author, source and licence as far as they are known. */
function attributionOf({ attribution, title, creator, license, license_url, source, page_url }: ExportImage): string {
  if (attribution) return attribution;
  if (!title && !creator && !license) return '';
  const work = title ? `"${title}"` : 'Untitled';
  const parts = [creator ? `${work} by ${creator}` : work];
  if (license) parts.push(license_url ? `${license} (${license_url})` : license);
  parts.push(page_url ? `via ${source} (${page_url})` : `via ${source}`);
  return parts.join(', ');
}
