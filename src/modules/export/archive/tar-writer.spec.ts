import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { entryOf, type ArchiveEntry } from './archive-entry.js';
import { tarHeader } from './tar-header.js';
import { tar } from './tar-writer.js';

async function written(entries: Iterable<ArchiveEntry>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function read(archive: Buffer): Promise<[string, Buffer][]> {
  const files: [string, Buffer][] = [];
  const reader = extract();
  Readable.from([archive]).pipe(reader);
  for await (const entry of reader) {
    expect(entry.header).toMatchObject({ type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) });
    files.push([entry.header.name, await buffer(entry)]);
  }
  return files;
}

describe('tar', () => {
  it('gives back every name and byte, long names and foreign letters too', async () => {
    const path = fc.stringMatching(/^[\p{L}\p{N}_-]{1,90}(\/[\p{L}\p{N}_-]{1,90}){0,2}\.[a-z]{1,4}$/u);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(path, { maxLength: 6 }),
        fc.uint8Array({ maxLength: 1200 }),
        async (paths, bytes) => {
          const entries = paths.map((name, index) => entryOf(name, bytes.subarray(index)));
          expect(await read(await written(entries))).toEqual(
            paths.map((name, index) => [name, Buffer.from(bytes.subarray(index))]),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is what GNU tar unpacks', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tar-'));
    try {
      const names = ['a/b.txt', `${'long/'.repeat(40)}name.txt`, 'gr\u00fcn/\u732b.txt', 'empty'];
      const entries = names.map((name) => entryOf(name, Buffer.from(name === 'empty' ? '' : name)));
      const archive = await written(entries);
      expect(archive.length % 512).toBe(0);
      await writeFile(join(folder, 'a.tar'), archive);
      execFileSync('tar', ['xf', 'a.tar'], { cwd: folder });
      for (const name of names) expect(await readFile(join(folder, name), 'utf8')).toBe(name === 'empty' ? '' : name);
      expect(await written(entries)).toEqual(archive);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tells sizes beyond 8 GiB in a pax header', () => {
    const head = tarHeader('big.bin', 9 * 2 ** 30);
    expect(head.length).toBe(3 * 512);
    expect(head.subarray(512, 1024).toString('latin1')).toContain(' size=9663676416\n');
    expect(tarHeader('small.bin', 8 * 2 ** 30 - 1).length).toBe(512);
  });

  it.each(['../a', '/a', 'a//b', 'a\\b', ''])('refuses the path %j', async (path) => {
    await expect(written([{ path, size: 0, crc32: 0, sha256: '', body: [] }])).rejects.toThrow('Unsafe path');
  });

  it.each([1, 3])('refuses a body that is not as long as announced (%i)', async (size) => {
    const entry = { path: 'a', size, crc32: 0, sha256: '', body: [Buffer.alloc(2)] };
    await expect(written([entry])).rejects.toThrow('announced');
  });
});
