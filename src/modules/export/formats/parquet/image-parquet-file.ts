import { ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import type { ArchiveEntry } from '../../archive/archive-entry.js';
import type { Spool } from '../../archive/spool.js';
import { recordOf, type ImageRecord } from '../../documents/image-record.js';
import type { ExportItem } from '../export-format.js';
import { pictureBytes } from '../picture-name.js';
import { huggingfaceNote, PARQUET_COLUMNS, PARQUET_SCHEMA } from './image-schema.js';
import { SpoolWriter } from './spool-writer.js';

/** Row groups end at either: readers hold one in memory, and so do we. */
const GROUP_ROWS = 100;
const GROUP_BYTES = 16 * 1024 * 1024;
/** Nearly every picture has a page of its own: the library doubles its buffer until a page fits, and leaves the old ones behind. */
const PAGE_BYTES = 16 * 1024;

interface Row {
  image: { bytes: Uint8Array; path: string };
  record: ImageRecord;
  label: number;
}

/** One Parquet file of pictures, written row group by row group. */
export class ImageParquetFile {
  private readonly sink: SpoolWriter;
  private readonly parquet: ParquetWriter;
  private rows: Row[] = [];
  private bytes = 0;

  constructor(
    private readonly spool: Spool,
    classes: readonly string[],
  ) {
    this.sink = new SpoolWriter();
    this.parquet = new ParquetWriter({
      writer: this.sink,
      schema: PARQUET_SCHEMA,
      kvMetadata: [{ key: 'huggingface', value: huggingfaceNote(classes) }],
      createdBy: 'PixCrawler',
    });
  }

  /** `name`: base name with extension. */
  async add(item: ExportItem, name: string): Promise<void> {
    const bytes = pictureBytes(item);
    this.rows.push({ image: { bytes, path: name }, record: recordOf(item), label: item.classIndex });
    this.bytes += bytes.length;
    if (this.rows.length >= GROUP_ROWS || this.bytes >= GROUP_BYTES) await this.flush();
  }

  async finish(path: string): Promise<ArchiveEntry> {
    await this.flush();
    await this.parquet.finish();
    await this.spool.write(this.sink.take());
    return this.spool.entry(path);
  }

  async close(): Promise<void> {
    await this.spool.close();
  }

  private async flush(): Promise<void> {
    if (this.rows.length === 0) return;
    const rows = this.rows;
    const columnData: ColumnSource[] = [
      {
        name: 'image',
        data: rows.map(({ image }) => image),
        encoding: 'PLAIN',
        codec: 'UNCOMPRESSED',
        statistics: false,
        offsetIndex: false,
      },
      ...PARQUET_COLUMNS.map(({ name, type }) => ({
        name,
        data: rows.map((row) => valueOf(row, name, type)),
      })),
    ];
    await this.parquet.write({ columnData, rowGroupSize: rows.length, pageSize: PAGE_BYTES });
    await this.spool.write(this.sink.take());
    this.rows = [];
    this.bytes = 0;
  }
}

function valueOf({ record, label }: Row, name: string, type: string): unknown {
  if (name === 'label') return BigInt(label);
  const value: unknown = Reflect.get(record, name);
  return type === 'int64' ? BigInt(Number(value)) : value;
}
