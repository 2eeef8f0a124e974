import { allowsLicense, isLicenseName } from '../license-class.js';
import { entryOf, imageOfEntry } from './list-entry.js';

const CC = 'https://creativecommons.org';
const licensed = (row: { license?: string; license_url?: string }) => {
  const values = new Map(Object.entries({ url: 'https://a.example/1.jpg', ...row }));
  const entry = entryOf((field) => values.get(field));
  const image = imageOfEntry(entry!, 'a list');
  return { license: image.license, url: image.licenseUrl };
};

describe('the licence of a row', () => {
  it.each([
    ['MIT', 'MIT', 'https://spdx.org/licenses/MIT.html'],
    ['apache-2.0', 'Apache-2.0', 'https://spdx.org/licenses/Apache-2.0.html'],
    ['Apache License, Version 2.0', 'Apache-2.0', 'https://spdx.org/licenses/Apache-2.0.html'],
    ['OGL-UK-3.0', 'OGL-UK-3.0', 'https://spdx.org/licenses/OGL-UK-3.0.html'],
    ['CC-BY-4.0 OR MIT', 'CC-BY-4.0 OR MIT', null],
    [`${CC}/licenses/by/4.0/`, 'CC-BY-4.0', `${CC}/licenses/by/4.0/`],
    ['https://opensource.org/licenses/MIT', 'MIT', 'https://spdx.org/licenses/MIT.html'],
    ['https://museum.example/terms', null, 'https://museum.example/terms'],
    ['LicenseRef-Some_Museum', 'LicenseRef-Some-Museum', null],
    ['martian', 'LicenseRef-martian', null],
    ['n/a', null, null],
  ])('%s is %s', (license, id, url) => {
    expect(licensed({ license })).toEqual({ license: id, url });
    expect(id === null || isLicenseName(id)).toBe(true);
  });

  it.each([
    ['CC0', `${CC}/licenses/by-nc/4.0/`, 'CC0-1.0 AND CC-BY-NC-4.0'],
    ['CC BY-NC 4.0', `${CC}/publicdomain/zero/1.0/`, 'CC-BY-NC-4.0 AND CC0-1.0'],
    ['CC BY-NC', `${CC}/licenses/by-nc-nd/4.0/`, 'LicenseRef-CC-BY-NC AND CC-BY-NC-ND-4.0'],
    ['All rights reserved', `${CC}/publicdomain/zero/1.0/`, 'LicenseRef-All-rights-reserved AND CC0-1.0'],
    ['CC-BY-4.0 OR MIT', `${CC}/licenses/by-nc/4.0/`, 'CC-BY-4.0 AND CC-BY-NC-4.0 OR MIT AND CC-BY-NC-4.0'],
    [`${CC}/licenses/by/4.0/`, `${CC}/licenses/by-sa/4.0/`, 'CC-BY-4.0 AND CC-BY-SA-4.0'],
  ])('%s beside %s: both hold', (license, license_url, id) => {
    expect(licensed({ license, license_url })).toEqual({ license: id, url: null });
  });

  it('is in no class that one of two told licences is not in, however long they are', () => {
    const license = 'x'.repeat(200);
    const { license: id } = licensed({ license, license_url: `${CC}/licenses/by-nc-nd/3.0/igo/` });
    expect(id!.length).toBeLessThanOrEqual(100);
    expect(allowsLicense(['open', 'no-derivatives', 'CC-BY-NC-ND-3.0-IGO'], id)).toBe(false);
  });

  it.each([
    ['CC BY', `${CC}/licenses/by/2.0/`, 'CC-BY-2.0'],
    ['Attribution-NonCommercial License', `${CC}/licenses/by-nc/2.0/`, 'CC-BY-NC-2.0'],
    ['Public domain', `${CC}/publicdomain/zero/1.0/`, 'CC0-1.0'],
    ['Creative Commons License', `${CC}/licenses/by/2.0/`, 'CC-BY-2.0'],
    ['unknown', `${CC}/licenses/by/2.0/`, 'CC-BY-2.0'],
    ['mit license', 'https://opensource.org/license/mit', 'MIT'],
  ])('%s agrees with %s', (license, license_url, id) => {
    expect(licensed({ license, license_url }).license).toBe(id);
  });

  it('keeps an address that we do not know beside the name', () => {
    const license_url = 'https://museum.example/terms';
    expect(licensed({ license: 'Museum licence', license_url })).toEqual({
      license: 'LicenseRef-Museum-licence',
      url: license_url,
    });
  });
});
