import { ruleSettings } from '../rule-settings.js';
import { LicenseRule } from './license.rule.js';
import { RuleRegistry } from './rule-registry.js';
import type { CheckedImage } from './validation-rule.js';

const rule = new LicenseRule();
const registry = new RuleRegistry([rule]);

/** Which of `given` fail with these parameters. */
function failing(given: readonly (string | null)[], parameters: object): (string | null)[] {
  const { settings, errors } = ruleSettings(registry, 'strict', { license: parameters });
  expect(errors).toEqual([]);
  const image = { id: '', projectId: '', keywords: [], format: 'png', width: 9, height: 9, fileSize: 9, sha256: '' };
  const images = given.map((license): CheckedImage => ({ ...image, license, url: null, decoded: true, pixels: null }));
  const values = rule.measure(images);
  return given.filter((_, index) => rule.fails(values[index]!, settings[0]!.values));
}

const WORDS = [
  'LicenseRef-martian',
  'LicenseRef-All-rights-reserved',
  'LicenseRef-InC',
  'CC0-1.0 AND LicenseRef-martian',
];
const KNOWN = [
  'CC-BY-NC-4.0',
  'CC-BY-ND-2.0',
  'Intel',
  'LicenseRef-Unsplash',
  'LicenseRef-NKC',
  'CC0-1.0 AND CC-BY-NC-4.0',
];
const OPEN = ['CC0-1.0', 'CC-BY-4.0', 'MIT', 'LicenseRef-CC-BY-SA', 'CC-BY-NC-4.0 OR MIT', 'MIT OR LicenseRef-martian'];
const all = [null, ...WORDS, ...KNOWN, ...OPEN];

describe('the rule license', () => {
  it.each([
    ['a license that is known, by default', {}, [null, ...WORDS]],
    ['any words', { min: 1 }, [null]],
    ['an open license', { min: 3 }, [null, ...WORDS, ...KNOWN]],
    ['nothing', { min: 0 }, []],
  ])('asks for %s', (_, parameters, expected) => expect(failing(all, parameters)).toEqual(expected));
});
