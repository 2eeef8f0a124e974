import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import type { ArchiveMember } from './archive-member.js';
import type { ByteSource } from './byte-source.js';
import { streamOf } from './stream-of.js';
import { Windows } from './windows.js';

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const STORED = 0;

/** Members of a zip file in the order of its directory; memory holds a few windows of it. Throws on what is no zip file. */
export async function* zipMembers(source: ByteSource): AsyncGenerator<ArchiveMember> {
  const windows = new Windows(source);
  const reader = new WindowReader(windows);
  const zip = await fromRandomAccessReaderPromise(reader, source.size, { decodeStrings: false });
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileNameRaw.toString();
    const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
    const plain = type === 0 || type === REGULAR ? 'file' : 'other';
    yield {
      path,
      kind: path.endsWith('/') ? 'folder' : plain,
      size: entry.uncompressedSize,
      body: checkedBody(zip, entry, windows),
    };
  }
}

/** The bytes; throws when their CRC-32 is another, or when the header before them names another file. */
async function* checkedBody(zip: ZipFile, entry: Entry, windows: Windows): AsyncGenerator<Uint8Array> {
  const header = await zip.readLocalFileHeaderPromise(entry);
  if (!entry.fileNameRaw.equals(header.fileName)) throw new Error('The directory of the archive calls it otherwise');
  let checksum = 0;
  for await (const chunk of await unpacked(zip, entry, header.fileDataStart, windows)) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== entry.crc32) throw new Error('Its CRC-32 is another');
}

/** What is stored as it is needs no stream. */
async function unpacked(
  zip: ZipFile,
  entry: Entry,
  start: number,
  windows: Windows,
): Promise<AsyncIterable<Uint8Array>> {
  const plain = entry.compressionMethod === STORED && !entry.isEncrypted();
  return plain ? windows.range(start, start + entry.compressedSize) : zip.openReadStreamPromise(entry);
}

/** What yauzl reads from. */
class WindowReader extends RandomAccessReader {
  constructor(private readonly windows: Windows) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return streamOf(this.windows.range(start, end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const done = this.copy(buffer.subarray(offset, offset + length), position);
    done.then(
      () => process.nextTick(callback, null),
      (error: Error) => process.nextTick(callback, error),
    );
  }

  private async copy(target: Buffer, position: number): Promise<void> {
    let at = 0;
    for await (const piece of this.windows.range(position, position + target.length)) {
      target.set(piece, at);
      at += piece.length;
    }
  }
}
