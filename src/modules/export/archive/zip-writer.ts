import { assertSafePath, bodyOf, type ArchiveEntry } from './archive-entry.js';
import { Spool } from './spool.js';
import { centralHeader, endOfDirectory, localHeader } from './zip-records.js';

/**
 * A ZIP file (stored, UTF-8 names, ZIP64 where numbers need it) as a stream that is made as fast as it is read.
 * The same entries give the same bytes. Holds no more than one chunk of one entry; the directory waits on disk.
 */
export async function* zip(entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  const directory = await Spool.open();
  try {
    let offset = 0;
    let count = 0;
    for await (const entry of entries) {
      assertSafePath(entry.path);
      const member = { name: Buffer.from(entry.path), size: entry.size, crc32: entry.crc32, offset };
      const header = localHeader(member);
      yield header;
      yield* bodyOf(entry);
      await directory.write(centralHeader(member));
      offset += header.length + entry.size;
      count += 1;
    }
    yield* directory.read();
    yield endOfDirectory(count, directory.size, offset);
  } finally {
    await directory.close();
  }
}
