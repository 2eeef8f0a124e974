import { exportOf, givenPicture, unzipped } from './export.fixture.js';
import { imagefolder } from '../formats/imagefolder.js';

describe('README.md', () => {
  it.each([
    ['Pets', 'Pets'],
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['[click](javascript:alert(1)) `x` *b*', '\\[click\\](javascript:alert(1)) \\`x\\` \\*b\\*'],
    ['one\n# two', 'one \\# two'],
    ['\u202egnp.exe', '\ufffdgnp.exe'],
  ])('has the name %j in its heading as text', async (title, heading) => {
    const files = await unzipped(await exportOf(imagefolder, [await givenPicture('cat', 1)], {}, title));
    expect(String(files.get('README.md'))).toContain(`\n\n# ${heading}\n\n`);
  });
});
