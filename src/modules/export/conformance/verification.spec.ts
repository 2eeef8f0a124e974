import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { entryOf, sha256Of } from '../archive/archive-entry.js';
import { endOfDirectory, centralHeader, localHeader } from '../archive/zip-records.js';
import { zip } from '../archive/zip-writer.js';
import { EXPORT_FORMATS } from '../formats/export-formats.js';
import { csv } from '../formats/csv.js';
import { imagefolder } from '../formats/imagefolder.js';
import { webdataset } from '../formats/webdataset.js';
import { hfParquet } from '../formats/hf-parquet.js';
import type { ExportFormat } from '../formats/export-format.js';
import type { ByteSource } from '../reading/byte-source.js';
import { NoArchive } from '../reading/archive-members.js';
import { verifyArchive } from '../verification/verify-archive.js';
import { exportOf, filesOf, givenPicture, type GivenPicture } from './export.fixture.js';

const source = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: async (start, length) => bytes.subarray(start, start + length),
});
const verify = (bytes: Buffer) => verifyArchive(source(bytes));

const pets = async (): Promise<GivenPicture[]> =>
  Promise.all(['cat', 'no'].flatMap((label) => [1, 2, 3, 4].map((n) => givenPicture(label, n))));
const SPLITS = { splits: { train: 0.5, validation: 0.5, test: 0 }, stratified: true };

const zipped = async (files: Iterable<[string, Buffer]>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(zip([...files].map(([path, bytes]) => entryOf(path, bytes)))));

/** An archive whose files were changed behind its back. */
async function tampered(format: ExportFormat, change: (files: Map<string, Buffer>) => void): Promise<Buffer> {
  const files = await filesOf(format, await pets(), SPLITS);
  change(files);
  return zipped(files);
}

const pictureIn = (files: Map<string, Buffer>): string =>
  [...files.keys()].find((path) => path.endsWith('.jpg')) ?? 'none';

describe('verifyArchive', () => {
  describe.each(EXPORT_FORMATS)('$name', (format) => {
    it.each(['zip', 'tar'])('finds nothing wrong with its %s', async (archive) => {
      const { findings, pictures, sums, files } = await verify(
        await exportOf(format, await pets(), { ...SPLITS, archive }),
      );
      expect(findings).toEqual([]);
      expect(pictures.here + pictures.elsewhere).toBe(8);
      expect(sums).toBe(files - 1);
    });
  });

  it.each([
    [
      'a changed picture',
      (files: Map<string, Buffer>) => files.set(pictureIn(files), Buffer.from('x')),
      ['changed', 'changed'],
    ],
    ['a missing picture', (files: Map<string, Buffer>) => files.delete(pictureIn(files)), ['missing', 'missing']],
    ['a file more', (files: Map<string, Buffer>) => files.set('train/extra.jpg', Buffer.from('x')), ['unlisted']],
    ['no sums', (files: Map<string, Buffer>) => files.delete('SHA256SUMS'), ['missing']],
    ['a changed card', (files: Map<string, Buffer>) => files.set('README.md', Buffer.from('x')), ['changed']],
    ['sums that are none', (files: Map<string, Buffer>) => files.set('SHA256SUMS', Buffer.from('x\n')), ['unreadable']],
  ])('tells %s', async (_, change, faults) => {
    const { findings } = await verify(await tampered(imagefolder, (files) => void change(files)));
    expect(findings.slice(0, faults.length).map(({ fault }) => fault)).toEqual(faults);
  });

  it.each([
    [webdataset, 'train-000000.tar'],
    [hfParquet, 'data/train-00000-of-00001.parquet'],
  ])('looks into shards, even when the sums were made to fit', async (format, shard) => {
    const other = await filesOf(format, [await givenPicture('cat', 9), await givenPicture('no', 9)]);
    const bytes = other.get(shard) ?? Buffer.alloc(0);
    const { findings } = await verify(
      await tampered(format, (files) => {
        const sums = String(files.get('SHA256SUMS')).replace(sha256Of(files.get(shard) ?? ''), sha256Of(bytes));
        files.set(shard, bytes).set('SHA256SUMS', Buffer.from(sums));
      }),
    );
    expect(new Set(findings.map(({ fault }) => fault))).toEqual(new Set(['missing']));
    expect(findings[0]?.path).toMatch(new RegExp(`^${shard}#[0-9a-f]{32}[.]jpg$`));
  });

  it.each([
    ['zip', ['unreadable']],
    ['tar', ['damaged', 'unreadable']],
  ])('tells once that a %s was cut, wherever', async (archive, faults) => {
    const whole = await exportOf(imagefolder, await pets(), { archive });
    for (const share of [0.02, 0.3, 0.6, 0.9]) {
      const { findings } = await verify(whole.subarray(0, Math.floor(whole.length * share)));
      expect(findings.map(({ fault }) => fault)).toEqual(faults);
    }
  });

  it('tells every flipped byte of a picture', async () => {
    const whole = await exportOf(imagefolder, [await givenPicture('cat', 1)]);
    const { bytes } = await givenPicture('cat', 1);
    const at = whole.indexOf(bytes ?? '') + 100;
    whole[at] = (whole[at] ?? 0) ^ 1;
    expect((await verify(whole)).findings).toMatchObject([{ fault: 'damaged', detail: 'Its CRC-32 is another' }]);
  });

  it.each(['../evil', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\\b', 'a//b', 'a\u0000b'])(
    'calls the path %j unsafe, in zip and tar',
    async (path) => {
      const safe = entryOf('x'.repeat(path.length), Buffer.from('x'));
      const whole = Buffer.concat(await Array.fromAsync(zip([safe])));
      const forged = Buffer.from(whole.toString('latin1').replaceAll(safe.path, path), 'latin1');
      expect((await verify(forged)).findings).toContainEqual({ fault: 'unsafe path', path });
      if (path.includes('\0')) return; // ends a name in tar
      const packed = pack();
      packed.entry({ name: path }, 'x');
      packed.finalize();
      expect((await verify(await buffer(packed))).findings).toContainEqual({ fault: 'unsafe path', path });
    },
  );

  it('tells links, and files that come twice', async () => {
    const packed = pack();
    packed.entry({ name: 'a', type: 'symlink', linkname: '/etc/passwd' });
    packed.entry({ name: 'b' }, 'one');
    packed.entry({ name: 'b' }, 'two');
    packed.finalize();
    const { findings } = await verify(await buffer(packed));
    expect(findings.slice(0, 2)).toEqual([
      { fault: 'not a file', path: 'a' },
      { fault: 'twice', path: 'b' },
    ]);
  });

  it('tells a zip whose headers name two different files', async () => {
    const member = { name: Buffer.from('README.md'), size: 0, crc32: 0, offset: 0 };
    const local = localHeader({ ...member, name: Buffer.from('evil.html') });
    const central = centralHeader(member);
    const { findings } = await verify(Buffer.concat([local, central, endOfDirectory(1, central.length, local.length)]));
    expect(findings[0]).toEqual({
      fault: 'damaged',
      path: 'README.md',
      detail: 'The directory of the archive calls it otherwise',
    });
  });

  it.each([[''], ['no archive'], ['{"path":1}\n'.repeat(100)]])('takes %j for no archive', async (text) => {
    await expect(verify(Buffer.from(text))).rejects.toThrow(NoArchive);
  });

  it('says where the sum of a single file is', async () => {
    const table = await exportOf(csv, await pets(), { archive: 'none' });
    await expect(verify(table)).rejects.toThrow('compare its SHA-256 with the `sha256` of its export job');
  });
});
