import { allowsLicense, isLicenseName, LICENSE_CLASSES, LICENSE_IDS, licenseIdsOf } from './license-class.js';
import { licenseOfName, licenseOfUrl } from './license.js';

describe('allowsLicense', () => {
  const kept: [string, string[]][] = [
    ['CC0-1.0', ['public-domain', 'commercial', 'modification', 'open']],
    ['CC-PDM-1.0', ['public-domain', 'commercial', 'modification', 'open']],
    ['LicenseRef-Public-Domain', ['public-domain', 'commercial', 'modification', 'open']],
    ['LicenseRef-US-Gov', ['public-domain', 'commercial', 'modification', 'open']],
    ['CC-BY-4.0', ['attribution', 'commercial', 'modification', 'open']],
    ['CC-BY-3.0-DE', ['attribution', 'commercial', 'modification', 'open']],
    ['LicenseRef-CC-BY', ['attribution', 'commercial', 'modification', 'open']],
    ['CC-BY-SA-2.5', ['share-alike', 'commercial', 'modification', 'open']],
    ['LicenseRef-CC-BY-SA-2.0-FR', ['share-alike', 'commercial', 'modification', 'open']],
    ['GFDL-1.2-or-later', ['share-alike', 'commercial', 'modification', 'open']],
    ['LAL-1.3', ['share-alike', 'commercial', 'modification', 'open']],
    ['GPL-3.0-only', ['share-alike', 'commercial', 'modification', 'open']],
    ['ODbL-1.0', ['share-alike', 'commercial', 'modification', 'open']],
    ['Unlicense', ['public-domain', 'commercial', 'modification', 'open']],
    ['MIT', ['attribution', 'commercial', 'modification', 'open']],
    ['etalab-2.0', ['attribution', 'commercial', 'modification', 'open']],
    ['CC-BY-NC-4.0', ['non-commercial', 'modification']],
    ['CC-BY-NC-SA-3.0', ['non-commercial', 'modification']],
    ['CC-BY-ND-4.0', ['no-derivatives']],
    ['CC-BY-NC-ND-3.0-IGO', ['no-derivatives']],
    ['LicenseRef-CC-NC-ND-1.0', ['no-derivatives']],
    ['LicenseRef-NKC', []],
    ['Intel', []],
    ['GFDL-1.3-invariants-only', []],
    ['LicenseRef-CC-Sampling-Plus-1.0', []],
    ['LicenseRef-Some-Museum', []],
  ];

  it.each(kept)('%s is in %j', (id, classes) => {
    expect(LICENSE_CLASSES.filter((name) => allowsLicense([name], id))).toEqual(classes);
    expect(allowsLicense([id], id)).toBe(true);
    expect(allowsLicense(['unknown'], id)).toBe(false);
    expect(allowsLicense(undefined, id)).toBe(true);
  });

  it.each([
    ['CC-BY-NC-4.0 OR MIT', ['open'], true],
    ['CC-BY-NC-4.0 OR MIT', ['non-commercial'], true],
    ['CC-BY-NC-4.0 OR MIT', ['MIT'], true],
    ['CC-BY-NC-4.0 OR MIT', ['public-domain', 'CC-BY-4.0'], false],
    ['CC-BY-NC-4.0 AND MIT', ['open'], false],
    ['CC-BY-NC-4.0 AND MIT', ['modification'], true],
    ['CC-BY-NC-4.0 AND MIT', ['CC-BY-NC-4.0', 'attribution'], true],
    ['CC-BY-4.0 AND LicenseRef-X', ['open'], false],
    ['CC-BY-4.0 AND LicenseRef-X', ['CC-BY-4.0 AND LicenseRef-X'], true],
    ['CC-BY-NC-4.0 AND MIT OR CC0-1.0', ['open'], true],
  ])('%s with %j: %s', (license, named, expected) => expect(allowsLicense(named, license)).toBe(expected));

  it('keeps what is unknown only when that is named', () => {
    expect(allowsLicense([...LICENSE_CLASSES, ...LICENSE_IDS], null)).toBe(false);
    expect(allowsLicense(['open', 'unknown'], null)).toBe(true);
    expect(allowsLicense(undefined, null)).toBe(true);
  });

  it('keeps an id alone, not its other versions', () => {
    expect(allowsLicense(['CC-BY-4.0'], 'CC-BY-3.0')).toBe(false);
    expect(allowsLicense(['CC-BY-4.0'], 'CC-BY-SA-4.0')).toBe(false);
  });

  it('knows every licence that addresses and names are read as', () => {
    const read = ['by', 'by-sa', 'by-nc', 'by-nd', 'by-nc-sa', 'by-nc-nd'].map((elements) => [
      licenseOfUrl(`https://creativecommons.org/licenses/${elements}/4.0/`)?.id,
      licenseOfName(`CC ${elements} 2.0`)?.id,
    ]);
    const named = ['cc0', 'pdm', 'pd-usgov', 'public domain', 'gfdl', 'free art license'].map(
      (name) => licenseOfName(name)?.id,
    );
    for (const id of [...read.flat(), ...named]) expect(LICENSE_IDS).toContain(id);
  });
});

describe('isLicenseName', () => {
  it.each(['open', 'unknown', 'CC-BY-4.0', 'CC-BY-2.5-AU', 'MIT', 'GPL-2.0', 'Intel', 'CC-BY-4.0 OR MIT'])(
    'takes %s',
    (name) => {
      expect(isLicenseName(name)).toBe(true);
    },
  );
  it.each([
    '',
    'cc-by',
    'Open',
    'CC-BY',
    'mit',
    'MIT OR',
    'MIT OR open',
    'LicenseRef-',
    'LicenseRef-a b',
    'constructor',
    '__proto__',
  ])('refuses %j', (name) => {
    expect(isLicenseName(name)).toBe(false);
  });
});

describe('licenseIdsOf', () => {
  it('names every id of a class, and none twice', () => {
    const ids = licenseIdsOf(['public-domain', 'attribution', 'CC-BY-4.0', 'LicenseRef-Some-Museum'])!;
    expect(ids).toEqual(
      expect.arrayContaining(['CC0-1.0', 'CC-BY-1.0', 'CC-BY-4.0', 'CC-BY-3.0-DE', 'LicenseRef-Some-Museum']),
    );
    expect(ids).not.toContain('CC-BY-SA-4.0');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leaves sources alone when anything, or the unknown, is kept', () => {
    expect(licenseIdsOf(undefined)).toBeNull();
    expect(licenseIdsOf(['open', 'unknown'])).toBeNull();
  });
});
