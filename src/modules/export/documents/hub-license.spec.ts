import { hubLicense } from './hub-license.js';

describe('hubLicense', () => {
  it.each([
    [['CC-BY-4.0'], 'cc-by-4.0'],
    [['CC0-1.0', 'CC0-1.0'], 'cc0-1.0'],
    [['CC-BY-NC-SA-2.0'], 'cc-by-nc-sa-2.0'],
    [['CC-BY-SA-2.0'], 'other'],
    [['CC-BY-3.0-DE'], 'other'],
    [['LicenseRef-PDM-1.0'], 'other'],
    [['CC-BY-4.0', 'CC0-1.0'], 'other'],
    [['CC-BY-4.0', null], 'other'],
    [[null], 'unknown'],
    [[], 'unknown'],
  ])('%j is %s', (licenses, id) => {
    const card = hubLicense(licenses);
    expect(card.license).toBe(id);
    expect('license_name' in card).toBe(id === 'other');
  });
});
