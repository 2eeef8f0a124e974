import { createHash, type Hash } from 'node:crypto';
import { assertSafePath } from '../archive/archive-entry.js';
import type { ArchiveMember } from '../reading/archive-member.js';
import { archiveMembers } from '../reading/archive-members.js';
import type { ByteSource } from '../reading/byte-source.js';
import { Windows } from '../reading/windows.js';
import { Checkup, differing } from './checkup.js';
import { Documents } from './documents.js';
import { rulesOf } from './rules-of.js';

const SUMS = 'SHA256SUMS';
const PICTURE = /\.(jpg|png|webp|gif)$/;

/** `file`: name of the one file that it is; null: an archive. `images`: pictures that it should hold. */
export interface Export {
  format: string;
  file: string | null;
  images: number;
}

/**
 * Reads an export back from the first byte to the last, with readers that share no code with the writers, and tells what
 * is wrong with it by the rules of its format. Memory: the names of the files as hashes, and a few windows of 1 MiB.
 */
export async function examine(source: ByteSource, { format, file, images }: Export): Promise<string[]> {
  const [checkup, rules] = [new Checkup(), rulesOf(format)];
  if (file !== null) {
    await rules.see({ path: file, size: source.size, body: new Windows(source).range(0, source.size) }, checkup);
    const rows = [...checkup.told.values()].reduce((sum, { count }) => sum + count, 0);
    if (rows !== images) checkup.find(`${file} has ${rows} rows instead of ${images}`);
    rules.end?.(checkup);
    return checkup.findings;
  }
  const documents = new Documents(rules, checkup);
  const sums = createHash('sha256');
  const seen = new Set<string>();
  let [manifest, listed]: [string | undefined, string | undefined] = [undefined, undefined];
  for await (const member of archiveMembers(source)) {
    const { path, size, kind } = member;
    checkPath(member, seen, checkup);
    if (kind !== 'file') continue;
    const hash = createHash('sha256');
    const body = digested(member.body, hash);
    const read = documents.readerOf(path);
    if (read) await read(body);
    else if (path !== SUMS && !PICTURE.test(path)) await rules.see({ path, size, body }, checkup);
    for await (const _ of body); // to its end, for the sum
    const sha256 = hash.digest('hex');
    if (path === SUMS) listed = sha256;
    else sums.update(`${sha256}  ${path}\n`);
    if (path === 'manifest.jsonl') manifest = sha256;
    if (!PICTURE.test(path)) continue;
    checkup.addPicture('', { name: path, sha256, size });
    rules.seePicture?.(path, checkup);
  }
  if (listed !== sums.digest('hex')) checkup.find(`${SUMS} does not list the files and sums of the archive`);
  documents.end(images, manifest);
  for (const name of differing(checkup.pictures, documents.pictures)) {
    checkup.find(`${name || 'The archive'} does not hold the images that the manifest tells of`);
  }
  for (const split of differing(checkup.told, documents.told)) {
    checkup.find(`The ${format} documents tell of other images in ${split} than the manifest`);
  }
  rules.end?.(checkup);
  return checkup.findings;
}

function checkPath({ path, kind }: ArchiveMember, seen: Set<string>, checkup: Checkup): void {
  assertSafePath(path);
  if (kind !== 'file') checkup.find(`${path} is not a file`);
  const name = createHash('sha256').update(path.toLowerCase()).digest('base64url').slice(0, 16);
  if (seen.has(name)) checkup.find(`${path} is there twice, or differs from another by capitals only`);
  seen.add(name);
}

async function* digested(body: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}
