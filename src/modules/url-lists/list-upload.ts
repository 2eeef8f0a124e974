import { entryOf } from '../../crawler/sources/urls/list-entry.js';
import { entryLine, headLine } from '../../crawler/sources/urls/stored-list.js';
import type { Storage } from '../../storage/storage.js';
import { BadList } from './reading/bad-list.js';
import type { ListColumns } from './reading/columns.js';
import type { ListFormat } from './reading/list-format.js';
import { listRows, type ChosenRow } from './reading/list-rows.js';
import { SentBytes } from './reading/sent-bytes.js';

/** Different labels that are counted. */
const MAX_LABELS = 1_000;
/** What comes out of the stream is written in pieces of about so many characters. */
const PIECE = 65_536;

const NO_ADDRESS = 'no row has an http or https address in the column that holds them; url_column names another';
const NO_LINE = 'no line is an http or https address';

export interface UploadRequest {
  format: ListFormat;
  /** csv and tsv: the first line names the columns. */
  header: boolean;
  columns: ListColumns;
  body: AsyncIterable<Uint8Array>;
}

export interface UploadLimits {
  /** Bytes as sent. */
  maxBytes: number;
  /** Bytes unpacked. */
  maxUnpacked: number;
  maxRows: number;
  /** Bytes that the user may still store; `full` makes the error. */
  room: number;
  full: () => Error;
}

/** What was found in a list, as its row has it. */
export interface ReadList {
  columns: ListColumns;
  /** URLs by label; null: without labels, or with more than are counted. */
  labels: Record<string, number> | null;
  sent_bytes: number;
  stored_bytes: number;
  sha256: string;
  row_count: number;
  url_count: number;
  first_skipped_row: number | null;
}

/** One upload on its way from the wire into storage, in bounded memory. Publishes all of the list or nothing. */
export class ListUpload {
  private readonly sent: SentBytes;
  private columns: ListColumns = {};
  private readonly labels = new Map<string, number>();
  private rows = 0;
  private urls = 0;
  private firstSkipped: number | null = null;

  constructor(
    private readonly storage: Storage,
    private readonly request: UploadRequest,
    private readonly limits: UploadLimits,
  ) {
    this.sent = new SentBytes(request.body, limits.maxBytes);
  }

  /** `key`: of the entries; `rawKey`: where a file lies while it is read that cannot be read as it comes. @throws BadList, Problem */
  async run(key: string, rawKey: string): Promise<ReadList> {
    const { format, header, columns } = this.request;
    const { maxUnpacked } = this.limits;
    const bytes = (): AsyncIterable<Uint8Array> => this.sent.unpacked(maxUnpacked);
    let size = 0;
    if (format === 'parquet') ({ size } = await this.storage.putStream(rawKey, bytes()));
    const file = { storage: this.storage, key: rawKey, size: () => size };
    const rows = listRows({ format, header, columns, bytes, file, maxCharacters: maxUnpacked });
    const stored = await this.storage.putStream(key, this.lines(rows));
    return {
      columns: this.columns,
      labels: this.labelCounts(),
      sent_bytes: this.sent.size,
      stored_bytes: stored.size,
      sha256: this.sent.sha256,
      row_count: this.rows,
      url_count: this.urls,
      first_skipped_row: this.firstSkipped,
    };
  }

  private async *lines(rows: AsyncIterable<ChosenRow>): AsyncGenerator<Uint8Array> {
    let text = headLine(this.request.columns.label !== undefined);
    let stored = 0;
    const piece = (): Buffer => {
      const bytes = Buffer.from(text);
      stored += bytes.length;
      if (stored > this.limits.room) throw this.limits.full();
      text = '';
      return bytes;
    };
    for await (const row of rows) {
      text += this.lineOf(row);
      if (text.length > PIECE) yield piece();
    }
    if (this.urls === 0)
      throw new BadList(this.rows === 0 ? 'it has no rows' : this.request.format === 'txt' ? NO_LINE : NO_ADDRESS);
    yield piece();
  }

  private lineOf({ row, columns, value }: ChosenRow): string {
    this.rows += 1;
    if (this.rows > this.limits.maxRows) throw new BadList(`a list may have at most ${this.limits.maxRows} rows`, row);
    const entry = entryOf((field) => (columns[field] === undefined ? undefined : value(columns[field])));
    if (entry === null) {
      this.firstSkipped ??= row;
      return '';
    }
    if (Object.keys(columns).length > Object.keys(this.columns).length) this.columns = columns;
    this.urls += 1;
    const { label } = entry;
    if (label !== undefined && this.labels.size <= MAX_LABELS)
      this.labels.set(label, (this.labels.get(label) ?? 0) + 1);
    return entryLine(entry);
  }

  private labelCounts(): Record<string, number> | null {
    const isCounted = this.columns.label !== undefined && this.labels.size <= MAX_LABELS;
    return isCounted ? Object.fromEntries(this.labels) : null;
  }
}
