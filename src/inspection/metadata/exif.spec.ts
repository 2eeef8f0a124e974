import * as fc from 'fast-check';
import { rebuildExif } from './exif.js';

type Entry = [tag: number, type: number, count: number, value: Buffer];

/** A TIFF block of one directory; values longer than four bytes follow it. */
function tiff(entries: Entry[], little = true): Buffer {
  const table = Buffer.alloc(8 + 2 + 12 * entries.length + 4);
  const u16 = (value: number, at: number) => (little ? table.writeUInt16LE(value, at) : table.writeUInt16BE(value, at));
  const u32 = (value: number, at: number) => (little ? table.writeUInt32LE(value, at) : table.writeUInt32BE(value, at));
  table.write(little ? 'II*\0' : 'MM\0*', 'latin1');
  u32(8, 4);
  u16(entries.length, 8);
  const rest: Buffer[] = [];
  let free = table.length;
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + 12 * index;
    u16(tag, at);
    u16(type, at + 2);
    u32(count, at + 4);
    if (value.length <= 4) value.copy(table, at + 8);
    else {
      u32(free, at + 8);
      rest.push(value);
      free += value.length;
    }
  }
  return Buffer.concat([table, ...rest]);
}

const text = (value: string): [number, Buffer] => [value.length + 1, Buffer.from(`${value}\0`)];
const ascii = (tag: number, value: string): Entry => [tag, 2, ...text(value)];

describe('an EXIF block built anew', () => {
  it.each([true, false])('keeps whose it is, and not where it was (little-endian: %s)', (little) => {
    const orientation = Buffer.from(little ? [6, 0] : [0, 6]);
    const block = tiff([ascii(0x010e, 'at home'), [0x0112, 3, 1, orientation], ascii(0x8298, 'An Owner.')], little);
    const kept = rebuildExif(block, 'strip_location')!;
    expect(
      kept.equals(tiff([[0x0112, 3, 1, orientation], ascii(0x8298, 'An Owner.')], little).subarray(0, kept.length)),
    ).toBe(true);
    expect(kept.includes('An Owner.')).toBe(true);
    expect(rebuildExif(block, 'strip')).toEqual(tiff([[0x0112, 3, 1, orientation]], little));
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no TIFF', Buffer.from('Exif\0\0II*\0')],
    ['no listed entry', tiff([ascii(0x010e, 'at home')])],
    ['only a pointer to positions', tiff([[0x8825, 4, 1, Buffer.from([8, 0, 0, 0])]])],
    ['a value beyond the end', tiff([[0x8298, 2, 900, Buffer.from([255, 0, 0, 0])]])],
    ['a value that is too long to be one', tiff([ascii(0x8298, 'x'.repeat(3_000))])],
    ['a value of an unknown type', tiff([[0x0112, 99, 1, Buffer.from([6, 0])]])],
    ['a directory beyond the end', Buffer.from('II*\0\xff\xff\0\0', 'latin1')],
    ['a directory within the header', Buffer.from('II*\0\x02\0\0\0', 'latin1')],
  ])('is none for %s', (_, block) => {
    expect(rebuildExif(block, 'strip_location')).toBeNull();
  });

  it('follows no loops: a camera directory that is the main one is read once', () => {
    const loop: Entry = [0x8769, 4, 1, Buffer.from([8, 0, 0, 0])];
    expect(rebuildExif(tiff([ascii(0x8298, 'An Owner.'), loop]), 'strip_location')!.length).toBeLessThan(60);
  });

  it('comes of anything, and building it again changes nothing', () => {
    const entry = fc.tuple(
      fc.constantFrom(0x010e, 0x0112, 0x8298, 0x8769, 0x8825, 0x927c, 0x9003),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 0, max: 300 }),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    );
    const block = fc.oneof(
      fc.tuple(fc.array(entry, { maxLength: 8 }), fc.boolean()).map(([entries, little]) => tiff(entries, little)),
      fc
        .uint8Array({ maxLength: 200 })
        .map((noise) => Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), noise])),
    );
    fc.assert(
      fc.property(block, (bytes) => {
        const kept = rebuildExif(bytes, 'strip_location');
        expect(kept && rebuildExif(kept, 'strip_location')).toEqual(kept);
      }),
      { numRuns: 2_000 },
    );
  });
});
