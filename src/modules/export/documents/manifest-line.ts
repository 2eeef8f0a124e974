import type { ExportItem, Placement } from '../formats/export-format.js';
import { recordOf } from './image-record.js';

/**
 * One picture of an export in `manifest.jsonl`. Lines are sorted by `source_sha256`, then `label`, by code unit, and hold
 * nothing that differs between two exports of the same pictures, so that two manifests can be compared line by line.
 */
export function manifestLine(item: ExportItem, { path, member }: Placement): string {
  const { sha256, source_sha256, label, ...record } = recordOf(item);
  const { row, split, classIndex, file } = item;
  return `${JSON.stringify({
    source_sha256,
    label,
    label_id: classIndex,
    split,
    path,
    member: member ?? '',
    sha256,
    bytes: file.size,
    format: file.format,
    group: row.group,
    ...record,
  })}\n`;
}
