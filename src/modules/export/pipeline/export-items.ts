import { sha256Of } from '../archive/archive-entry.js';
import type { ExportItem, ImageEncoding } from '../formats/export-format.js';
import { candidates } from '../selection/candidates.js';
import type { ExportRow } from '../selection/export-row.js';
import type { SelectionOptions } from '../selection/selection-options.js';
import type { SelectionPlan } from '../selection/selection-plan.js';
import { encodePicture } from './encode-picture.js';
import { readAhead } from './read-ahead.js';

/** Pictures in memory beside the one being written: many small ones, for each is several calls of the system, few large ones. */
const READ_AHEAD = { inputs: 16, bytes: 32 * 1024 * 1024, sizeOf: ({ row }: Placed) => row.file_size };

export interface ItemSource {
  /** By sha256, as often as it is asked for. */
  rows: AsyncIterable<ExportRow>;
  /** null: taken down meanwhile. */
  read: (row: ExportRow) => Promise<Buffer | null>;
}

type Placed = Omit<ExportItem, 'file' | 'bytes'>;

/** The pictures that the plan takes, as the format wants them. `encoding` null: without their bytes. */
export function exportItems(
  { rows, read }: ItemSource,
  plan: SelectionPlan,
  options: SelectionOptions,
  encoding: ImageEncoding | null,
  readable: readonly string[],
): AsyncGenerator<ExportItem> {
  return readAhead(placed(rows, plan, options), READ_AHEAD, async (item) => {
    const { stored_sha256: sha256, file_size: size, format, width, height } = item.row;
    if (encoding === null) return { ...item, bytes: null, file: { sha256, size, format, width, height } };
    const stored = await read(item.row);
    if (stored === null) return null;
    const picture = await encodePicture({ bytes: stored, format, width, height }, encoding, readable);
    const { bytes, ...form } = picture;
    const hash = bytes === stored ? sha256 : sha256Of(bytes);
    return { ...item, bytes, file: { ...form, sha256: hash, size: bytes.length } };
  });
}

async function* placed(
  rows: AsyncIterable<ExportRow>,
  plan: SelectionPlan,
  options: SelectionOptions,
): AsyncGenerator<Placed> {
  for await (const { row, className } of candidates(rows, options)) {
    const place = plan.place(row, className);
    if (place) yield { row, className, ...place };
  }
}
