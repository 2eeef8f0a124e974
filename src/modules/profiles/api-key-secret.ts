import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'pxc_live_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const FORMAT = new RegExp(`^${PREFIX}([0-9A-Za-z]{${RANDOM_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/** A new key: `pxc_live_`, 190 random bits in base62, checksum. Show it once, store only its hash. */
export function newApiKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return PREFIX + random + checksumOf(random);
}

/** Whether `text` can be a key at all. No security: it spares the database typos and lets secret scanners be sure. */
export function isApiKey(text: string): boolean {
  const match = FORMAT.exec(text);
  return match?.[1] !== undefined && match[2] === checksumOf(match[1]);
}

/** SHA-256 in hex; a slow hash would add nothing to 190 random bits. */
export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** What lists show of a key, so that its owner recognises it. */
export const visiblePartsOf = (key: string): { prefix: string; last4: string } => ({
  prefix: key.slice(0, 12),
  last4: key.slice(-4),
});

/** CRC-32 of the random part as six base62 digits, padded with zeros. */
function checksumOf(random: string): string {
  let rest = crc32(random);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
