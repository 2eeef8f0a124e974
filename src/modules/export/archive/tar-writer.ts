import { assertSafePath, bodyOf, type ArchiveEntry } from './archive-entry.js';
import { TAR_END, tarHeader, tarPadding } from './tar-header.js';

/** A tar file as a stream that is made as fast as it is read. The same entries give the same bytes. */
export async function* tar(entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    assertSafePath(entry.path);
    yield tarHeader(entry.path, entry.size);
    yield* bodyOf(entry);
    yield tarPadding(entry.size);
  }
  yield TAR_END;
}
