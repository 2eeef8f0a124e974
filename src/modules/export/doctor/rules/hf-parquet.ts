import { createHash } from 'node:crypto';
import { PictureTable } from '../../reading/picture-table.js';
import { scratchOf } from '../../reading/scratch.js';
import type { Checkup } from '../checkup.js';
import type { FormatRules, ReadFile } from '../format-rules.js';
import { ShardNumbers } from '../shard-numbers.js';

const NAME = /^data\/(train|validation|test)-(\d{5})-of-(\d{5})\.parquet$/;
/** Readers hold a group in memory, and the Hub's viewer refuses larger ones. */
const MAX_GROUP_BYTES = 300_000_000;

/** Parquet with pictures: every shard is there and has rows, labels have names, pictures are those of the manifest. */
export function hfParquetRules(): FormatRules {
  const shards = new ShardNumbers();
  return {
    async see(file, checkup) {
      const [, split = '', number = '', of = ''] = NAME.exec(file.path) ?? [];
      if (split === '') return checkup.find(`${file.path} does not belong into this format`);
      shards.add(split, Number(number), Number(of), checkup);
      await readTable(file, checkup);
    },
    end: (checkup) => shards.end(checkup),
  };
}

async function readTable({ path, body }: ReadFile, checkup: Checkup): Promise<void> {
  const scratch = await scratchOf(body);
  try {
    const table = await PictureTable.of(scratch);
    const { key_value_metadata: notes, num_rows: count, row_groups: groups } = table.metadata;
    const names = classNames(notes?.find(({ key }) => key === 'huggingface')?.value);
    if (names === null) checkup.find(`${path} does not say that it holds pictures and classes`);
    if (count === 0n) checkup.find(`${path} is empty`);
    if (groups.some(({ total_byte_size: size }) => size > MAX_GROUP_BYTES))
      checkup.find(`${path} has a row group that is too large`);
    for await (const { image, label } of table.rows()) {
      if (names?.[Number(label)] === undefined) checkup.find(`${path} has a label without a name`);
      const sha256 = createHash('sha256').update(image.bytes).digest('hex');
      checkup.addPicture(path, { name: image.path, size: image.bytes.length, sha256 });
    }
  } finally {
    await scratch.close();
  }
}

/** From the note that the Hugging Face library reads; null: it would see a plain struct and plain numbers. */
function classNames(note: string | undefined): string[] | null {
  if (note === undefined) return null;
  const { info }: { info?: { features?: Record<string, Feature | undefined> } } = JSON.parse(note);
  const { image, label } = info?.features ?? {};
  const isImage = image !== undefined && Object.values(image).includes('Image'); // its _type
  return isImage ? (label?.names ?? null) : null;
}

interface Feature extends Record<string, unknown> {
  names?: string[];
}
