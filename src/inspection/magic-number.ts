import type { InspectedImage } from './image-inspector.js';

export type AcceptedFormat = InspectedImage['format'];
export type RefusedFormat = 'svg' | 'heic' | 'bmp' | 'tiff' | 'ico' | 'jxl' | 'jp2' | 'psd';

const ACCEPTED: readonly string[] = ['jpeg', 'png', 'webp', 'gif', 'avif'] satisfies AcceptedFormat[];

const SIGNATURES: readonly [format: AcceptedFormat | RefusedFormat, at: number, bytes: string][] = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
  ['webp', 8, 'WEBP'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['ico', 0, '\0\0\x01\0'],
  ['jxl', 0, '\xff\x0a'],
  ['jxl', 0, '\0\0\0\x0cJXL \r\n\x87\n'],
  ['jp2', 0, '\0\0\0\x0cjP  \r\n\x87\n'],
  ['psd', 0, '8BPS'],
];

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1', 'mif2']);

/** The picture format that the first bytes claim; null: no picture. Extension and Content-Type are never asked. */
export function sniff(bytes: Uint8Array): AcceptedFormat | RefusedFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  for (const [format, at, signature] of SIGNATURES) {
    if (format === 'webp' && !head.startsWith('RIFF')) continue;
    if (head.startsWith(signature, at)) return format;
  }
  return sniffHeif(head) ?? (isBitmap(head) ? 'bmp' : isSvg(head) ? 'svg' : null);
}

export function isAccepted(format: AcceptedFormat | RefusedFormat): format is AcceptedFormat {
  return ACCEPTED.includes(format);
}

/** AVIF and HEIC share a container: the brands of its first box tell them apart, the major one first. */
function sniffHeif(head: string): 'avif' | 'heic' | null {
  if (!head.startsWith('ftyp', 4)) return null;
  const length = Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE();
  const brands = [head.slice(8, 12), ...(head.slice(16, length).match(/[^]{4}/g) ?? [])];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => HEIF_BRANDS.has(brand)) ? 'heic' : null;
}

/** Two letters are too weak a mark, so the size of the second header must be one that bitmaps have. */
function isBitmap(head: string): boolean {
  return (
    head.startsWith('BM') &&
    [12, 40, 52, 56, 64, 108, 124].some((size) => head.startsWith(`${String.fromCharCode(size)}\0\0\0`, 14))
  );
}

function isSvg(head: string): boolean {
  return /^(?:\xef\xbb\xbf)?(?:\s|<\?[^]*?\?>|<!--[^]*?-->|<!doctype\s+svg[^>[]*(?:\[[^\]]*\])?[^>]*>)*<(?:svg:)?svg[\s>]/i.test(
    head,
  );
}
