import type { ExportItem } from './export-format.js';

/** The items of one picture together: it has one for each of its classes, side by side and in one split. */
export async function* bySamePicture(items: AsyncIterable<ExportItem>): AsyncGenerator<[ExportItem, ...ExportItem[]]> {
  let same: [ExportItem, ...ExportItem[]] | null = null;
  for await (const item of items) {
    if (same && same[0].row.sha256 === item.row.sha256) {
      same.push(item);
      continue;
    }
    if (same) yield same;
    same = [item];
  }
  if (same) yield same;
}
