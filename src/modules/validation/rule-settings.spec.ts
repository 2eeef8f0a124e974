import { RuleRegistry } from './rules/rule-registry.js';
import { FormatRule } from './rules/format.rule.js';
import { LicenseRule } from './rules/license.rule.js';
import { AspectRule } from './rules/aspect.rule.js';
import { MinSideRule } from './rules/min-side.rule.js';
import { readSettings, ruleSettings, storedSettings } from './rule-settings.js';

const registry = new RuleRegistry([new FormatRule(), new MinSideRule(), new AspectRule(), new LicenseRule()]);
const names = (level: 'basic' | 'standard' | 'strict', given = {}) =>
  ruleSettings(registry, level, given).settings.map(({ rule }) => rule.name);

const valuesAt = (level: 'basic' | 'strict', given = {}) =>
  storedSettings(ruleSettings(registry, level, given).settings)['min_side'];

describe('ruleSettings', () => {
  it('has the rules of the level and of those below', () => {
    expect(names('basic')).toEqual(['format', 'min_side']);
    expect(names('standard')).toEqual(['format', 'min_side', 'aspect']);
    expect(names('strict')).toEqual(['format', 'min_side', 'aspect', 'license']);
  });

  it('adds a rule that is named, and leaves out one that is disabled', () => {
    expect(names('basic', { license: {}, format: { enabled: false } })).toEqual(['min_side', 'license']);
    expect(names('basic', { aspect: { enabled: false, min_ratio: 0.5 } })).toEqual(['format', 'min_side']);
  });

  it('takes parameters from the request, else from the level', () => {
    expect(valuesAt('basic')).toEqual({ apply: 'auto', values: { pixels: 32 } });
    expect(valuesAt('strict')).toEqual({ apply: 'auto', values: { pixels: 224 } });
    expect(valuesAt('strict', { min_side: { pixels: 50, apply: 'never' } })).toEqual({
      apply: 'never',
      values: { pixels: 50 },
    });
  });

  it('reads back what it stored, but for rules that are gone', () => {
    const { settings } = ruleSettings(registry, 'strict', { aspect: { min_ratio: 0.2 } });
    const stored = JSON.parse(JSON.stringify({ ...storedSettings(settings), former: { apply: 'auto', values: {} } }));
    expect(readSettings(registry, stored)).toEqual(settings);
  });

  it.each([
    [{ nobody: {} }, '/validation_rules/nobody', 'unknown-rule'],
    [{ 'a/b~c': {} }, '/validation_rules/a~1b~0c', 'unknown-rule'],
    [{ aspect: 7 }, '/validation_rules/aspect', 'is-object'],
    [{ aspect: null }, '/validation_rules/aspect', 'is-object'],
    [{ aspect: [] }, '/validation_rules/aspect', 'is-object'],
    [{ aspect: { min_ratio: 1.5 } }, '/validation_rules/aspect/min_ratio', 'bad-parameter'],
    [{ aspect: { min_ratio: '0.5' } }, '/validation_rules/aspect/min_ratio', 'bad-parameter'],
    [{ aspect: { min_ratio: Number.NaN } }, '/validation_rules/aspect/min_ratio', 'bad-parameter'],
    [{ aspect: { max_ratio: 1 } }, '/validation_rules/aspect/max_ratio', 'unknown-parameter'],
    [{ aspect: { enabled: 'no' } }, '/validation_rules/aspect/enabled', 'is-boolean'],
    [{ aspect: { apply: 'perhaps' } }, '/validation_rules/aspect/apply', 'is-in'],
    [{ format: { allowed: [] } }, '/validation_rules/format/allowed', 'bad-parameter'],
    [{ format: { allowed: ['tiff'] } }, '/validation_rules/format/allowed', 'bad-parameter'],
    [{ format: { enabled: false }, min_side: { enabled: false } }, '/validation_rules', 'no-rule'],
  ])('refuses %j', (given, pointer, code) => {
    expect(ruleSettings(registry, 'basic', given).errors).toMatchObject([{ pointer, code }]);
  });
});
