import { extract } from 'tar-stream';
import type { ArchiveMember } from './archive-member.js';
import type { ByteSource } from './byte-source.js';
import { streamOf } from './stream-of.js';
import { Windows } from './windows.js';

/** Members of a tar file in their order. Throws when it is no tar file, or cut. */
export const tarMembers = (source: ByteSource): AsyncGenerator<ArchiveMember> =>
  streamedTar(new Windows(source).range(0, source.size));

/** The same of bytes as they come. */
export async function* streamedTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveMember> {
  const bytes = streamOf(chunks);
  const reader = extract();
  bytes.on('error', (error) => reader.destroy(error));
  bytes.pipe(reader);
  for await (const entry of reader) {
    const { name, type, size } = entry.header;
    const plain = type === 'file' || type === 'contiguous-file' ? 'file' : 'other';
    yield { path: name, kind: type === 'directory' ? 'folder' : plain, size, body: chunksOf(entry) };
    entry.resume(); // what was not read is left out
  }
}

async function* chunksOf(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) if (chunk instanceof Uint8Array) yield chunk;
}
