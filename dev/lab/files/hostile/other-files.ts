import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { BasePictures } from './base-pictures.js';
import { file, text, type Family } from './hostile-file.js';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="16000" height="16000"><rect width="9" height="9"/></svg>';

const heif = (brand: string, more = 'mif1') =>
  `\0\0\0\x18ftyp${brand}\0\0\0\0${more}${brand === more ? 'heic' : brand}`;

/** What never was one of the accepted formats, whatever its name and Content-Type say. */
export async function otherFiles({ jpeg, png }: BasePictures): Promise<Family[]> {
  const tiff = await sharp(png).tiff().toBuffer();
  return [
    {
      kind: 'nothing, pages, documents, archives, films, sounds, programs, noise',
      outcome: 'not_an_image',
      files: [
        file('nothing', ''),
        file('one byte', '\xff'),
        file('a page', '<!doctype html><html><body><svg></svg></body></html>'),
        file('a page with a mark of byte order', '\xef\xbb\xbf<html>'),
        file('a script', 'alert(1)'),
        file('JSON', '{"error":"not found"}'),
        file('XML', '<?xml version="1.0"?><rss/>'),
        file('a PDF', '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'),
        file('PostScript', '%!PS-Adobe-3.0 EPSF-3.0\n'),
        file('a ZIP', 'PK\x03\x04\x14\0\0\0'),
        file('gzip around a picture', gzipSync(jpeg)),
        file('a 7z archive', '7z\xbc\xaf\x27\x1c\0\x04'),
        file('a RAR archive', 'Rar!\x1a\x07\x01\0'),
        file('a film', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'),
        file('Matroska', '\x1a\x45\xdf\xa3\x01\0\0\0'),
        file('a WAVE', 'RIFF\x24\0\0\0WAVEfmt '),
        file('an AVI', 'RIFF\x24\0\0\0AVI LIST'),
        file('Ogg', 'OggS\0\x02\0\0'),
        file('MP3', 'ID3\x03\0\0\0\0\0\x0f'),
        file('an ELF program', '\x7fELF\x02\x01\x01\0'),
        file('a Windows program', 'MZ\x90\0\x03\0\0\0'),
        file('Java', '\xca\xfe\xba\xbe\0\0\0\x34'),
        file('zeros', Buffer.alloc(5_000)),
        file('0xff throughout', Buffer.alloc(5_000, 0xff)),
        file('noise', Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7919 + (n >> 3)) % 251))),
        file('text that begins like a bitmap', 'BMW is a maker of cars, not a picture'),
        file('a JPEG behind a byte', Buffer.concat([text('\0'), jpeg])),
        file('a PNG with its signature in text mode', text('\x89PNG\n\x1a\n')),
        file('BigTIFF', 'II+\0\x08\0\0\0'),
      ],
    },
    {
      kind: 'a picture behind a page, PDF, ZIP or script (prefixed polyglots)',
      outcome: 'not_an_image',
      files: ['<html>', '%PDF-1.7\n', 'PK\x03\x04', '#!/bin/sh\n', '<?php ?>', '/*'].map((prefix) =>
        file(`behind ${prefix.trim()}`, Buffer.concat([text(prefix), jpeg])),
      ),
    },
    {
      kind: 'SVG, HEIC, BMP, TIFF, ICO, JPEG XL, JPEG 2000, PSD',
      outcome: 'unsupported_format',
      files: [
        file('an SVG', SVG),
        file('an SVG with a prolog', `<?xml version="1.0"?><!-- made by hand -->${SVG}`),
        file(
          'an SVG with entities that multiply',
          `<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${SVG}`,
        ),
        file(
          'an SVG that reads files',
          '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        ),
        ...['heic', 'heix', 'hevc', 'hevx', 'heim', 'mif1'].map((brand) => file(`HEIC, ${brand}`, heif(brand))),
        file('a HEIC that says AVIF nowhere', heif('mif1', 'mif1')),
        ...[12, 40, 108, 124].map((size) =>
          file(`BMP, header of ${size}`, text(`BM\x46\0\0\0\0\0\0\0\x36\0\0\0${String.fromCharCode(size)}\0\0\0`)),
        ),
        file('a TIFF', tiff),
        file('a TIFF, big-endian', text('MM\0*\0\0\0\x08')),
        file('an icon', '\0\0\x01\0\x01\0\x10\x10'),
        file('a JPEG XL stream', '\xff\x0a\xfa\x1f'),
        file('a JPEG XL file', '\0\0\0\x0cJXL \r\n\x87\n'),
        file('a JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'),
        file('a Photoshop file', '8BPS\0\x01'),
      ],
    },
  ];
}
