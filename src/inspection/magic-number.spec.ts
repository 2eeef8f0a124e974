import { isAccepted, sniff } from './magic-number.js';

const ftyp = (...brands: string[]) => {
  const [major, ...compatible] = brands;
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length);
  return `${box.toString('latin1')}\0\0\0\x08mdat`;
};

describe('sniff', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['GIF87a', 'gif'],
    ['GIF89a', 'gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
    [ftyp('avif', 'mif1', 'miaf'), 'avif'],
    [ftyp('avis'), 'avif'],
    [ftyp('mif1', 'avif', 'miaf'), 'avif'],
    [ftyp('heic', 'mif1'), 'heic'],
    [ftyp('mif1', 'heic'), 'heic'],
    [ftyp('msf1'), 'heic'],
    ['BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'bmp'],
    ['II*\0\x08\0\0\0', 'tiff'],
    ['MM\0*\0\0\0\x08', 'tiff'],
    ['\0\0\x01\0\x01\0', 'ico'],
    ['\xff\x0a\0', 'jxl'],
    ['\0\0\0\x0cJXL \r\n\x87\n', 'jxl'],
    ['\0\0\0\x0cjP  \r\n\x87\n', 'jp2'],
    ['8BPS\0\x01', 'psd'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'svg'],
    ['\xef\xbb\xbf  <?xml version="1.0"?>\n<!-- made by <hand> -->\n<!DOCTYPE svg PUBLIC "a" "b">\n<svg>', 'svg'],
    ['<!DOCTYPE svg [<!ENTITY a "b">]><svg:svg>', 'svg'],
  ])('%j is %s', (head, format) => {
    expect(sniff(Buffer.from(head, 'latin1'))).toBe(format);
  });

  it.each([
    '',
    '\xff',
    '\xff\xd8',
    'GIF88a',
    'RIFF\0\0\0\0WAVE',
    '12345678WEBP',
    ftyp('isom', 'mp42'),
    '<!doctype html><html><svg></svg></html>',
    '<html><body>404</body></html>',
    '<svgfoo>',
    '%PDF-1.7',
    'PK\x03\x04',
    'BM is how this text begins, and it is no bitmap',
    '{"error":"not found"}',
    '\0'.repeat(64),
  ])('%j is no picture', (head) => {
    expect(sniff(Buffer.from(head, 'latin1'))).toBeNull();
  });

  it('reads a view at its own offset', () => {
    const outer = Buffer.from('junkGIF89a', 'latin1');
    expect(sniff(outer.subarray(4))).toBe('gif');
  });

  it('takes no time over markup made to be slow', () => {
    const start = performance.now();
    for (const hostile of ['<!--'.repeat(300), '<?'.repeat(600), '<!doctype svg ['.repeat(80), ' '.repeat(5000)])
      expect(sniff(Buffer.from(hostile))).toBeNull();
    expect(performance.now() - start).toBeLessThan(500);
  });
});

it('accepts five formats', () => {
  const formats = [
    'jpeg',
    'png',
    'webp',
    'gif',
    'avif',
    'svg',
    'heic',
    'bmp',
    'tiff',
    'ico',
    'jxl',
    'jp2',
    'psd',
  ] as const;
  expect(formats.filter(isAccepted)).toEqual(['jpeg', 'png', 'webp', 'gif', 'avif']);
});
