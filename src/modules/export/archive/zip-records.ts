/** The records of a ZIP file as PKWARE's APPNOTE 6.3 lays them out. All numbers little-endian. */

const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const UTF8_NAMES = 1 << 11;
const STORED = 0;
/** 1980-01-01 00:00, the first time that ZIP can say: the same input gives the same bytes. */
const DOS_DATE = (1 << 5) | 1;
const DOS_TIME = 0;
const VERSION_2_0 = 20;
const VERSION_ZIP64 = 45;
const UNIX = 3 << 8;
/** Regular file, rw-r--r--. */
const FILE_MODE = (0o100644 << 16) >>> 0;
const ZIP64_EXTRA = 0x0001;

export interface ZipMember {
  name: Buffer;
  size: number;
  crc32: number;
  /** Where its local header starts, in bytes from the start of the file. */
  offset: number;
}

/** Goes before the bytes of a file. */
export function localHeader({ name, size, crc32 }: ZipMember): Buffer {
  const zip64 = size >= MAX_32;
  const extra = zip64 ? zip64Extra([size, size]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(zip64 ? VERSION_ZIP64 : VERSION_2_0, 4);
  writeCommon(head, 6, { crc32, size: zip64 ? MAX_32 : size, name, extra });
  return Buffer.concat([head, name, extra]);
}

/** Goes into the directory at the end of the file. */
export function centralHeader({ name, size, crc32, offset }: ZipMember): Buffer {
  const wide = [...(size >= MAX_32 ? [size, size] : []), ...(offset >= MAX_32 ? [offset] : [])];
  const extra = wide.length > 0 ? zip64Extra(wide) : Buffer.alloc(0);
  const version = wide.length > 0 ? VERSION_ZIP64 : VERSION_2_0;
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(UNIX | version, 4);
  head.writeUInt16LE(version, 6);
  writeCommon(head, 8, { crc32, size: Math.min(size, MAX_32), name, extra });
  head.writeUInt32LE(FILE_MODE, 38); // comment length, disk number and internal attributes before it stay 0
  head.writeUInt32LE(Math.min(offset, MAX_32), 42);
  return Buffer.concat([head, name, extra]);
}

/** Ends the file; with the ZIP64 records when a number does not fit. */
export function endOfDirectory(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, MAX_16), 8);
  end.writeUInt16LE(Math.min(entries, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  const wide = entries >= MAX_16 || size >= MAX_32 || offset >= MAX_32;
  return wide ? Buffer.concat([zip64End(entries, size, offset), end]) : end;
}

function zip64End(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4); // bytes of this record after this field
  record.writeUInt16LE(UNIX | VERSION_ZIP64, 12);
  record.writeUInt16LE(VERSION_ZIP64, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56); // locator
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72); // disks
  return record;
}

function zip64Extra(values: number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(ZIP64_EXTRA, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return extra;
}

/** Flags to extra length: the fields that both headers share. */
function writeCommon(
  head: Buffer,
  at: number,
  { crc32, size, name, extra }: { crc32: number; size: number; name: Buffer; extra: Buffer },
): void {
  head.writeUInt16LE(UTF8_NAMES, at);
  head.writeUInt16LE(STORED, at + 2);
  head.writeUInt16LE(DOS_TIME, at + 4);
  head.writeUInt16LE(DOS_DATE, at + 6);
  head.writeUInt32LE(crc32, at + 8);
  head.writeUInt32LE(size, at + 12);
  head.writeUInt32LE(size, at + 16);
  head.writeUInt16LE(name.length, at + 20);
  head.writeUInt16LE(extra.length, at + 22);
}
