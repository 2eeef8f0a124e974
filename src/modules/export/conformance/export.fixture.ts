import sharp from 'sharp';
import { fromBufferPromise } from 'yauzl';
import { sha256Of } from '../archive/archive-entry.js';
import { Dossier } from '../documents/dossier.js';
import { storedOptions } from '../options/stored-options.js';
import { exportItems } from '../pipeline/export-items.js';
import { exportStream } from '../pipeline/export-stream.js';
import type { ExportRow } from '../selection/export-row.js';
import { SelectionPlan } from '../selection/selection-plan.js';
import type { ExportFormat } from '../formats/export-format.js';

const color = (n: number): string => `#${String(n % 1000).padStart(3, '0')}`;
const made = new Map<number, Buffer>();

/** A small JPEG, another one for each number. */
async function jpeg(n: number): Promise<Buffer> {
  const known = made.get(n);
  if (known) return known;
  const create = { width: 40, height: 30, channels: 3 as const, background: color(n) };
  const bytes = await sharp({ create }).jpeg().toBuffer();
  made.set(n, bytes);
  return bytes;
}

/** A picture as it lies in the database, with its bytes. */
export interface GivenPicture {
  row: ExportRow;
  bytes: Buffer | null;
}

export async function givenPicture(
  keyword: string,
  n: number,
  change: Partial<ExportRow> = {},
  stored?: Buffer,
): Promise<GivenPicture> {
  const bytes = stored ?? (await jpeg(n));
  const sha256 = sha256Of(`${keyword} ${n}`);
  const row: ExportRow = {
    id: `${keyword} ${n}`,
    keyword,
    labels: [keyword],
    sha256,
    group: sha256,
    stored_sha256: sha256Of(bytes),
    is_reencoded: false,
    storage_key: `${keyword}/${n}`,
    format: 'jpeg',
    width: 40,
    height: 30,
    file_size: bytes.length,
    source: 'google',
    original_url: `https://example.org/${n}.jpg`,
    page_url: null,
    title: null,
    creator: null,
    license: null,
    license_url: null,
    attribution: null,
    phash: '00ff00ff00ff00ff',
    is_duplicate: false,
    is_valid: null,
    downloaded_at: new Date('2026-01-02T03:04:05.678Z'),
    ...change,
  };
  return { row, bytes };
}

/** The bytes of an export of these pictures, through the whole pipeline. */
export async function exportOf(
  format: ExportFormat,
  pictures: readonly GivenPicture[],
  given: object = {},
  title = 'Pets: "all" of them',
): Promise<Buffer> {
  const options = storedOptions(format, given);
  const sorted = pictures.toSorted((a, b) => (a.row.sha256 < b.row.sha256 ? -1 : 1));
  const bytesOf = new Map(pictures.map(({ row, bytes }) => [row, bytes]));
  async function* rows() {
    for (const { row } of sorted) yield row;
  }
  const plan = await SelectionPlan.of(rows(), options);
  format.check?.(plan, options);
  const source = { rows: rows(), read: async (row: ExportRow) => bytesOf.get(row) ?? null };
  const items = exportItems(source, plan, options, format.encoding(options), format.readable);
  const dossier = await Dossier.open();
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of exportStream(format, options, { title, plan, items }, dossier))
      chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } finally {
    await dossier.close();
  }
}

/** Its files, unpacked. */
export async function filesOf(
  format: ExportFormat,
  pictures: readonly GivenPicture[],
  options: object = {},
): Promise<Map<string, Buffer>> {
  return unzipped(await exportOf(format, pictures, options));
}

export async function unzipped(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const file = await fromBufferPromise(archive);
  for await (const entry of file.eachEntry()) {
    expect(files.has(entry.fileName)).toBe(false);
    files.set(entry.fileName, Buffer.concat(await (await file.openReadStreamPromise(entry)).toArray()));
  }
  return files;
}

/** Lines of JSON. */
export const jsonLines = (text: string | Buffer | undefined): Record<string, unknown>[] =>
  String(text ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
