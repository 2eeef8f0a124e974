import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { csvTable } from './csv-table.js';
import { UnreadableSource, type LegacyRecord } from './legacy-record.js';

/** A JSON array must fit into memory; JSON lines need not. */
const MAX_ARRAY_BYTES = 200_000_000;

/** Rows of a .csv file, of a JSON array, or of JSON lines. Throws UnreadableSource. */
export async function* fileRecords(path: string): AsyncGenerator<LegacyRecord> {
  if (/\.csv$/i.test(path)) yield* csvRecords(path);
  else if ((await firstCharacter(path)) === '[') yield* arrayRecords(path);
  else yield* lineRecords(path);
}

async function firstCharacter(path: string): Promise<string> {
  for await (const piece of textOf(path)) {
    const text = piece.trimStart();
    if (text !== '') return text.charAt(0);
  }
  return '';
}

async function* arrayRecords(path: string): AsyncGenerator<LegacyRecord> {
  const file = await open(path);
  try {
    if ((await file.stat()).size > MAX_ARRAY_BYTES)
      throw new UnreadableSource('the array is too large; write one row a line');
    const rows: unknown = JSON.parse((await file.readFile('utf8')).replace(/^\uFEFF/, ''));
    if (!Array.isArray(rows)) throw new UnreadableSource('the file holds no array');
    for (const [index, value] of rows.entries()) yield { place: `row ${index + 1}`, value };
  } catch (error) {
    throw error instanceof SyntaxError ? new UnreadableSource(`not JSON: ${error.message}`) : error;
  } finally {
    await file.close();
  }
}

async function* lineRecords(path: string): AsyncGenerator<LegacyRecord> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const line = text.replace(/^\uFEFF/, '').trim();
    if (line === '') continue;
    const place = `line ${number}`;
    try {
      yield { place, value: JSON.parse(line) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      yield { place, value: null, fault: 'is not JSON' };
    }
  }
}

async function* csvRecords(path: string): AsyncGenerator<LegacyRecord> {
  let header: string[] | null = null;
  for await (const { line, cells } of csvTable(textOf(path))) {
    const place = `line ${line}`;
    if (header === null) {
      header = cells.map((cell) => cell.trim().toLowerCase());
      if (!header.includes('id') || !header.includes('name')) {
        throw new UnreadableSource('the first line must name the columns, id and name among them');
      }
    } else if (cells.length !== header.length) {
      yield { place, value: null, fault: `has ${cells.length} cells under ${header.length} columns` };
    } else {
      const names = header;
      yield { place, value: Object.fromEntries(cells.map((cell, i) => [names[i] ?? '', cell === '' ? null : cell])) };
    }
  }
}

async function* textOf(path: string): AsyncGenerator<string> {
  let first = true;
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    const text = String(piece);
    yield first ? text.replace(/^\uFEFF/, '') : text;
    first = false;
  }
}
