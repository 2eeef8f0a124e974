import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fromBufferPromise, fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { crc32 } from 'node:zlib';
import { entryOf, type ArchiveEntry } from './archive-entry.js';
import { Spool } from './spool.js';
import { zip } from './zip-writer.js';

const MiB = 1024 * 1024;

async function written(entries: Iterable<ArchiveEntry>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip(entries)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function entriesOf(file: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of file.eachEntry()) entries.push(entry);
  return entries;
}

async function contentOf(file: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await file.openReadStreamPromise(entry);
  return Buffer.concat(await stream.toArray());
}

/** Reads a file of which only references to its chunks are kept. */
class ChunkReader extends RandomAccessReader {
  constructor(private readonly chunks: { at: number; bytes: Uint8Array }[]) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const parts = this.chunks
      .filter(({ at, bytes }) => at < end && at + bytes.length > start)
      .map(({ at, bytes }) => bytes.subarray(Math.max(0, start - at), Math.min(bytes.length, end - at)));
    return Readable.from(parts);
  }
}

describe('zip', () => {
  it('gives back every name and byte', async () => {
    const path = fc.uniqueArray(fc.stringMatching(/^[\p{L}\p{N}_-]{1,20}(\/[\p{L}\p{N}_-]{1,20})?\.[a-z]{1,4}$/u), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(path, fc.uint8Array({ maxLength: 300 }), async (paths, bytes) => {
        const entries = paths.map((name, index) => entryOf(name, bytes.subarray(index)));
        const file = await fromBufferPromise(await written(entries), { strictFileNames: true });
        const read = await entriesOf(file);
        expect(read.map((entry) => entry.fileName)).toEqual(paths);
        for (const [index, entry] of read.entries()) {
          expect(entry.crc32).toBe(entries[index]?.crc32);
          expect(await contentOf(file, entry)).toEqual(Buffer.from(bytes.subarray(index)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('writes the same bytes for the same input, dated 1980', async () => {
    const entries = [entryOf('a/b.txt', Buffer.from('hello')), entryOf('c.txt', Buffer.alloc(0))];
    const first = await written(entries);
    expect(await written(entries)).toEqual(first);
    const [entry] = await entriesOf(await fromBufferPromise(first));
    expect(entry?.getLastModDate({ timezone: 'UTC' }).toISOString()).toBe('1980-01-01T00:00:00.000Z');
    expect(entry?.externalFileAttributes).toBe(0o100644 * 65536);
  });

  it.each([
    ['unzip', '-t'],
    ['python3', '-m', 'zipfile', '-t'],
  ])('is what %s accepts', async (command, ...args) => {
    const folder = await mkdtemp(join(tmpdir(), 'zip-'));
    try {
      const path = join(folder, 'a.zip');
      const entries = [entryOf('gr\u00fcn/\u732b.txt', Buffer.from('cat')), entryOf('empty', Buffer.alloc(0))];
      await writeFile(path, await written(entries));
      const verdict = installed(command) ? execFileSync(command, [...args, path]).toString() : 'not installed';
      expect(verdict).toMatch(/No errors detected|Done testing|not installed/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([65_534, 65_535, 70_000])('holds %i entries', { timeout: 30_000 }, async (count) => {
    const bytes = Buffer.from('x');
    const checksum = crc32(bytes);
    const entries = Array.from({ length: count }, (_, i) => ({
      path: `f/${i}`,
      size: 1,
      crc32: checksum,
      sha256: '',
      body: [bytes],
    }));
    const archive = await written(entries);
    expect(archive.includes(Buffer.from([0x50, 0x4b, 6, 6]), -200)).toBe(count >= 65_535);
    const file = await fromBufferPromise(archive);
    expect(file.entryCount).toBe(count);
    expect((await entriesOf(file)).at(-1)?.fileName).toBe(`f/${count - 1}`);
  });

  it('holds files of more than 4 GiB and files that start beyond 4 GiB', async () => {
    const block = Buffer.alloc(64 * MiB);
    const size = 4096 * MiB + 64 * MiB;
    const big = {
      path: 'big.bin',
      size,
      crc32: 7,
      sha256: '',
      body: Array.from({ length: size / block.length }, () => block),
    };
    const chunks: { at: number; bytes: Uint8Array }[] = [];
    let length = 0;
    for await (const bytes of zip([big, entryOf('after.txt', Buffer.from('after'))])) {
      chunks.push({ at: length, bytes });
      length += bytes.length;
    }
    expect(length).toBeGreaterThan(size);

    const file = await fromRandomAccessReaderPromise(new ChunkReader(chunks), length, { autoClose: false });
    const read = await entriesOf(file);
    expect(read).toMatchObject([
      { fileName: 'big.bin', uncompressedSize: size, compressedSize: size },
      { fileName: 'after.txt', relativeOffsetOfLocalHeader: expect.toSatisfy((at: number) => at > size) },
    ]);
    for (const entry of read.slice(1)) expect((await contentOf(file, entry)).toString()).toBe('after');
  });

  it('makes a chunk only when the reader asks for it', async () => {
    let made = 0;
    function* body(): Generator<Uint8Array> {
      for (; made < 100; made++) yield Buffer.alloc(1000);
    }
    const stream = zip([{ path: 'a', size: 100_000, crc32: 0, sha256: '', body: body() }]);
    await stream.next(); // the header
    await stream.next();
    expect(made).toBe(0); // still inside the first
    await stream.next();
    expect(made).toBe(1);
    await stream.return(undefined);
  });

  it.each(['../a', '/a', 'a//b', 'a/../b', 'a\\b', 'C:a', 'a\0', './a', ''])('refuses the path %j', async (path) => {
    await expect(written([{ path, size: 0, crc32: 0, sha256: '', body: [] }])).rejects.toThrow('Unsafe path');
  });

  it.each([1, 3])('refuses a body that is not as long as announced (%i)', async (size) => {
    await expect(written([{ path: 'a', size, crc32: 0, sha256: '', body: [Buffer.alloc(2)] }])).rejects.toThrow(
      'announced',
    );
  });
});

describe('Spool', () => {
  it('gives back what was written, with its checksums, more than once', async () => {
    const spool = await Spool.open();
    const bytes = Buffer.alloc(700_000, 'pixels');
    for (let at = 0; at < bytes.length; at += 50_001) await spool.write(bytes.subarray(at, at + 50_001));
    const entry = spool.entry('x');
    expect(entry).toMatchObject({ size: bytes.length, crc32: crc32(bytes) });
    for (const body of [entry.body, spool.read()]) {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(Buffer.from(piece));
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    }
    await spool.close();
  });
});

function installed(command: string): boolean {
  try {
    execFileSync(command, [command === 'unzip' ? '-v' : '--version']);
    return true;
  } catch {
    return false;
  }
}
