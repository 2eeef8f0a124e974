import type { ArchiveMember } from './archive-member.js';
import type { ByteSource } from './byte-source.js';
import { tarMembers } from './tar-members.js';
import { zipMembers } from './zip-members.js';

/** Where tar files of POSIX say that they are. */
const USTAR = { start: 257, text: 'ustar' };

/** Members of a zip or tar file, which readers take apart that share no code with our writers. Throws NoArchive. */
export async function* archiveMembers(source: ByteSource): AsyncGenerator<ArchiveMember> {
  const head = Buffer.from(await source.read(0, 512)).toString('latin1');
  if (head.startsWith('PK')) yield* zipMembers(source);
  else if (head.startsWith(USTAR.text, USTAR.start)) yield* tarMembers(source);
  else {
    throw new NoArchive(
      'It is neither a zip nor a tar file. A single file (csv, jsonl, json, yaml) has no sums inside: compare its SHA-256 with the `sha256` of its export job',
    );
  }
}

export class NoArchive extends Error {}
