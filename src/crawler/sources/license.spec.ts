import * as fc from 'fast-check';
import { attributionOf } from './attribution.js';
import { licenseOfName, licenseOfUrl, otherLicense } from './license.js';

const CC = 'https://creativecommons.org';

describe('licenseOfUrl', () => {
  it.each([
    [`${CC}/licenses/by/4.0/`, 'CC-BY-4.0', `${CC}/licenses/by/4.0/`],
    ['http://www.creativecommons.org/licenses/BY-SA/2.5/legalcode', 'CC-BY-SA-2.5', `${CC}/licenses/by-sa/2.5/`],
    [`${CC}/licenses/by-nc-sa/3.0/deed.de`, 'CC-BY-NC-SA-3.0', `${CC}/licenses/by-nc-sa/3.0/`],
    [`${CC}/licenses/by-nc-nd/4.0`, 'CC-BY-NC-ND-4.0', `${CC}/licenses/by-nc-nd/4.0/`],
    [`${CC}/licenses/by-nd-nc/1.0/`, 'CC-BY-NC-ND-1.0', `${CC}/licenses/by-nd-nc/1.0/`],
    [`${CC}/licenses/nd-nc/1.0/`, 'LicenseRef-CC-NC-ND-1.0', `${CC}/licenses/nd-nc/1.0/`],
    [`${CC}/licenses/by/3.0/de/`, 'CC-BY-3.0-DE', `${CC}/licenses/by/3.0/de/`],
    [`${CC}/licenses/by/3.0/igo/legalcode`, 'CC-BY-3.0-IGO', `${CC}/licenses/by/3.0/igo/`],
    [`${CC}/licenses/by-sa/2.0/fr/`, 'LicenseRef-CC-BY-SA-2.0-FR', `${CC}/licenses/by-sa/2.0/fr/`],
    [`${CC}/licenses/by/9.0/`, 'LicenseRef-CC-BY-9.0', `${CC}/licenses/by/9.0/`],
    ['https://spdx.org/licenses/CC-BY-4.0.html', 'CC-BY-4.0', `${CC}/licenses/by/4.0/`],
    ['https://www.apache.org/licenses/LICENSE-2.0', 'Apache-2.0', 'https://spdx.org/licenses/Apache-2.0.html'],
    ['https://opendatacommons.org/licenses/odbl/1-0/', 'ODbL-1.0', 'https://spdx.org/licenses/ODbL-1.0.html'],
    ['http://www.gnu.org/licenses/gpl-3.0.en.html', 'GPL-3.0', 'https://spdx.org/licenses/GPL-3.0.html'],
    ['https://www.gnu.org/licenses/fdl-1.3.html', 'GFDL-1.3', 'https://spdx.org/licenses/GFDL-1.3.html'],
    [
      'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/',
      'OGL-UK-3.0',
      'https://spdx.org/licenses/OGL-UK-3.0.html',
    ],
    [`${CC}/publicdomain/zero/1.0/deed.en`, 'CC0-1.0', `${CC}/publicdomain/zero/1.0/`],
    [`${CC}/publicdomain/mark/1.0/`, 'CC-PDM-1.0', `${CC}/publicdomain/mark/1.0/`],
    [`${CC}/licenses/sampling+/1.0/`, 'LicenseRef-CC-Sampling-Plus-1.0', `${CC}/licenses/sampling+/1.0/`],
    [`${CC}/licenses/nc-sampling+/1.0/`, 'LicenseRef-CC-NC-Sampling-Plus-1.0', `${CC}/licenses/nc-sampling+/1.0/`],
    ['https://www.usa.gov/government-copyright', 'LicenseRef-US-Gov', 'https://www.usa.gov/government-copyright'],
    ['http://rightsstatements.org/vocab/NKC/1.0/', 'LicenseRef-NKC', 'https://rightsstatements.org/vocab/NKC/1.0/'],
    ['https://www.flickr.com/commons/usage/', 'LicenseRef-NKC', 'https://rightsstatements.org/vocab/NKC/1.0/'],
  ])('%s is %s', (address, id, url) => {
    expect(licenseOfUrl(address)).toMatchObject({ id, url });
  });

  it.each([
    null,
    '',
    'by-sa',
    `${CC}/about/`,
    'https://opensource.org/licenses/',
    'https://opensource.org/licenses/martian',
    'https://evil.example/licenses/by/4.0/',
    'https://creativecommons.org.evil.example/licenses/by/4.0/',
  ])('%s is none', (address) => expect(licenseOfUrl(address)).toBeNull());
});

describe('licenseOfName', () => {
  it.each([
    ['by', '2.0', 'CC-BY-2.0'],
    ['by-nc-nd', '4.0', 'CC-BY-NC-ND-4.0'],
    ['by-sa', null, 'LicenseRef-CC-BY-SA'],
    ['cc0', '1.0', 'CC0-1.0'],
    ['pdm', '1.0', 'CC-PDM-1.0'],
    ['sampling+', '1.0', 'LicenseRef-CC-Sampling-Plus-1.0'],
    ['nc-sampling+', '1.0', 'LicenseRef-CC-NC-Sampling-Plus-1.0'],
    ['CC BY-SA 4.0', null, 'CC-BY-SA-4.0'],
    ['cc-by-sa-4.0,3.0,2.5', null, 'CC-BY-SA-4.0'],
    ['cc-zero', null, 'CC0-1.0'],
    ['Public domain', null, 'LicenseRef-Public-Domain'],
    ['PD-old-70', null, 'LicenseRef-Public-Domain'],
    ['PD-USGov-NASA', null, 'LicenseRef-US-Gov'],
    ['No known copyright restrictions', null, 'LicenseRef-NKC'],
    ['cc-by-sa-3.0,2.5,2.0,1.0', null, 'CC-BY-SA-3.0'],
    ['cc-by-sa-3.0-migrated', null, 'CC-BY-SA-3.0'],
    ['CC BY-SA 3.0 de', null, 'CC-BY-SA-3.0-DE'],
    ['CC BY NC 4.0', null, 'CC-BY-NC-4.0'],
    ['CC BY NC SA 4.0', null, 'CC-BY-NC-SA-4.0'],
    ['CC BY SA 4.0', null, 'CC-BY-SA-4.0'],
    ['MIT License', null, 'MIT'],
    ['The Unlicense', null, 'Unlicense'],
    ['Apache License v2.0', null, 'Apache-2.0'],
    ['Apache 2', null, 'Apache-2.0'],
    ['GPLv3', null, 'GPL-3.0'],
    ['LGPL v2.1', null, 'LGPL-2.1'],
    ['ODbL', null, 'ODbL-1.0'],
    ['Open Government Licence v3.0', null, 'OGL-UK-3.0'],
    ['OGL 3', null, 'OGL-UK-3.0'],
    ['BSD 3-Clause', null, 'BSD-3-Clause'],
    ['GPL-3.0+', null, 'GPL-3.0-or-later'],
    ['GFDL 1.3', null, 'GFDL-1.3'],
    ['gfdl', null, 'GFDL-1.2-or-later'],
    ['cc-by-sa-2.0-uk', null, 'CC-BY-SA-2.0-UK'],
    ['CC BY-NonCommercial 4.0', null, 'CC-BY-NC-4.0'],
    ['CC BY, non commercial', null, 'LicenseRef-CC-BY-NC'],
    ['CC BY NC-ND 3.0', null, 'CC-BY-NC-ND-3.0'],
    ['CC BY–NC 4.0', null, 'CC-BY-NC-4.0'],
    ['CC-BY_NC-4.0', null, 'CC-BY-NC-4.0'],
    ['CC BY/NC', null, 'LicenseRef-CC-BY-NC'],
    ['CC BY-NC ND 4.0', null, 'CC-BY-NC-ND-4.0'],
    ['Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)', null, 'CC-BY-SA-4.0'],
    ['Creative Commons Attribution No Derivatives 2.0 Generic license', null, 'CC-BY-ND-2.0'],
  ])('%s %s is %s', (name, version, id) => expect(licenseOfName(name, version)?.id).toBe(id));

  it.each([
    null,
    '',
    'custom',
    'bye',
    'sad',
    'pdf',
    'SA',
    'By John Smith, all rights reserved',
    'by permission of the artist',
    'CC BY 4.0 unless told otherwise',
    'CC BY 4.0, CC BY-NC 3.0',
    'CC BY 4.0 NC',
    'CC BY & NC',
    'CC0 does not apply',
    'PD-not',
    'PD-unknown',
    'Public domain status unknown',
    'Public Domain (not in the EU)',
    'GFDL is not granted',
    'MIT, but not for pictures',
    'not MIT',
    'Apache',
    'GPL',
    'OGL',
    'Apache 9',
    'MIT NC',
    'license',
    'no known copyright holder',
  ])('%s is none', (name) => expect(licenseOfName(name)).toBeNull());

  it('drops no word: with any other one beside it a name is another licence, or none', () => {
    const names = fc.constantFrom(
      'CC BY 4.0',
      'by',
      'cc0',
      'Public domain',
      'pdm',
      'pd',
      'CC BY-SA 3.0 DE',
      'no restrictions',
      'MIT',
      'Apache 2.0',
    );
    const other = fc.constantFrom('NC', 'nd', 'not', 'holder', 'reserved', 'Smith', 'EU', 'noncommercial');
    const between = fc.constantFrom(' ', ', ', ' – ', '_', '/', ' (', '; ');
    fc.assert(
      fc.property(names, between, other, (name, separator, word) => {
        const license = licenseOfName(`${name}${separator}${word}`);
        expect(license?.id).not.toBe(licenseOfName(name)?.id);
        expect(license?.id ?? 'none').toMatch(/-(NC|ND)\b|^none$/);
      }),
    );
  });

  it('agrees with its own address and name, for every combination', () => {
    const codes = fc.constantFrom('by', 'by-sa', 'by-nc', 'by-nd', 'by-nc-sa', 'by-nc-nd');
    fc.assert(
      fc.property(codes, fc.constantFrom('1.0', '2.0', '2.5', '3.0', '4.0'), (code, version) => {
        const license = licenseOfName(code, version);
        expect(license?.id).toMatch(/^CC-BY[A-Z-]*-\d\.\d$/);
        expect(licenseOfUrl(license?.url ?? '')).toEqual(license);
        expect(licenseOfName(license?.name ?? '')).toEqual(license);
      }),
    );
  });
});

it('otherLicense makes a safe reference of any name', () => {
  expect(otherLicense('  Open / Data © 2 ', null)?.id).toBe('LicenseRef-Open-Data-2');
  expect(otherLicense('©', null)).toBeNull();
  expect(otherLicense('CC BY 4.0 NOT', null)?.id).toBe('LicenseRef-Other-CC-BY-4.0-NOT');
  expect(otherLicense('Public Domain?', null)?.id).toBe('LicenseRef-Other-Public-Domain');
  expect(otherLicense(null, 'https://x.example/')).toBeNull();
});

describe('attributionOf', () => {
  const nothing = { title: null, creator: null, creatorUrl: null, license: null, source: 'S', pageUrl: null };
  it.each([
    [{}, null],
    [{ title: 'T', pageUrl: 'https://p/' }, null],
    [{ creator: 'C' }, 'Untitled by C, via S'],
    [
      { title: 'T', license: licenseOfName('cc0') },
      '"T", CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/), via S',
    ],
    [{ title: 'T', creator: 'C', pageUrl: 'https://p/' }, '"T" by C, via S (https://p/)'],
  ])('%j', (known, expected) => expect(attributionOf({ ...nothing, ...known })).toBe(expected));
});
