import type { Storage } from '../../../storage/storage.js';
import { fields, parseJson } from '../reply-fields.js';
import { entryOf, type ListEntry } from './list-entry.js';

/** Bytes read at a time; no line is longer. */
const WINDOW = 262_144;
/** Bytes looked through for one page, so that a page of a rare label takes a bounded time. */
const MAX_SCAN = 16 * WINDOW;

export interface StoredPage {
  entries: ListEntry[];
  /** Byte offset behind the last line looked at; null: that was the end. */
  next: number | null;
}

/**
 * An uploaded list as it lies in storage: a line that says whether its entries have labels, then one entry a line, both
 * as JSON. A position in it is a byte offset, so reading on costs the same wherever it stopped.
 */
export const listKey = (projectId: string, listId: string): string => `url-lists/${projectId}/${listId}.jsonl`;

export const headLine = (labelled: boolean): string => `${JSON.stringify({ labelled })}\n`;

export const entryLine = (entry: ListEntry): string => `${JSON.stringify(entry)}\n`;

/** Whether its entries have labels, and where they begin. Throws ObjectMissing. */
export async function readHead(storage: Storage, key: string): Promise<{ labelled: boolean; start: number }> {
  const bytes = await window(storage, key, 0, 100);
  const end = bytes.indexOf(10);
  return { labelled: fields(parseJson(bytes.subarray(0, end)))['labelled'] === true, start: end + 1 };
}

/** Entries from `offset` on that `keep` takes, at most `limit`. Throws ObjectMissing. */
export async function readEntries(
  storage: Storage,
  key: string,
  offset: number,
  limit: number,
  keep: (entry: ListEntry) => boolean,
): Promise<StoredPage> {
  const entries: ListEntry[] = [];
  let at = offset;
  while (at - offset < MAX_SCAN) {
    const bytes = await window(storage, key, at, WINDOW);
    if (bytes.length === 0) return { entries, next: null };
    for (let from = 0, end = bytes.indexOf(10); end >= 0; from = end + 1, end = bytes.indexOf(10, from)) {
      const entry = entryOfLine(bytes.toString('utf8', from, end));
      at += end + 1 - from;
      if (entry && keep(entry) && entries.push(entry) === limit) return { entries, next: at };
    }
    if (bytes.lastIndexOf(10) < 0) return { entries, next: null }; // no line of ours
  }
  return { entries, next: at };
}

function entryOfLine(line: string): ListEntry | null {
  const stored = fields(parseJson(line));
  return entryOf((field) => stored[field]);
}

/** Fewer bytes than asked for at the end; none behind it. */
async function window(storage: Storage, key: string, start: number, length: number): Promise<Buffer> {
  const object = await storage.stat(key);
  if (object && start >= object.size) return Buffer.alloc(0);
  const end = Math.min(start + length, object?.size ?? Infinity) - 1;
  const pieces: Buffer[] = [];
  for await (const piece of await storage.read(key, { start, end })) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
