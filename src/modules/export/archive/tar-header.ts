/** The records of a tar file: POSIX.1-1988 ustar, with a POSIX.1-2001 pax header where ustar cannot say it. */

const BLOCK = 512;
const NAME = 100;
const MAX_OCTAL = 0o77777777777;
const REGULAR = '0';
const PAX = 'x';

/** Two empty blocks. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** What all headers have in common. */
const COMMON = Buffer.alloc(BLOCK);
COMMON.write('0000644\0', 100, 'latin1');
COMMON.write('0000000\0', 108, 'latin1'); // uid
COMMON.write('0000000\0', 116, 'latin1'); // gid
COMMON.write(`${'0'.repeat(11)}\0`, 136, 'latin1'); // mtime
COMMON.write('        ', 148, 'latin1'); // the sum counts as blanks in itself
COMMON.write('ustar\x0000', 257, 'latin1');

/** What goes before the bytes of a file: rw-r--r--, root, 1970, so that the same input gives the same bytes. */
export function tarHeader(path: string, size: number): Buffer {
  const fits = Buffer.byteLength(path) <= NAME && /^[\x20-\x7e]*$/.test(path);
  if (fits && size <= MAX_OCTAL) return header(path, size, REGULAR);
  const records = Buffer.concat([
    ...(fits ? [] : [paxRecord('path', path)]),
    ...(size > MAX_OCTAL ? [paxRecord('size', String(size))] : []),
  ]);
  const plain = path.replace(/[^\x20-\x7e]/g, '_').slice(-80);
  return Buffer.concat([
    header(`PaxHeaders/${plain.replace(/^\/+/, '')}`, records.length, PAX),
    records,
    tarPadding(records.length),
    header(plain.replace(/^\/+/, ''), size > MAX_OCTAL ? 0 : size, REGULAR),
  ]);
}

/** What goes behind the bytes of a file. */
export const tarPadding = (size: number): Buffer => TAR_END.subarray(0, (BLOCK - (size % BLOCK)) % BLOCK);

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.from(COMMON);
  block.write(name, 0, NAME, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write(type, 156, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** `<length> key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
