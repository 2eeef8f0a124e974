import * as fc from 'fast-check';
import { ReportBuilder } from './validation-report.js';
import type { Application, RuleSetting } from './rule-settings.js';
import { AspectRule } from './rules/aspect.rule.js';
import { OddSizeRule } from './rules/odd-size.rule.js';

const setting = (apply: Application, min = 0.35): RuleSetting[] => [
  { rule: new AspectRule(), apply, values: { min_ratio: min } },
];

function report(settings: RuleSetting[], values: (number | null)[]) {
  const builder = new ReportBuilder(settings, new Map());
  for (const aspect of values) builder.add({ aspect });
  const { applied, report: made } = builder.end();
  return { applied: [...applied], aspect: made.rules['aspect']!, images: made.images };
}

describe('ReportBuilder', () => {
  it('counts what was measured and what failed', () => {
    const { applied, aspect, images } = report(setting('auto'), [0.1, 0.5, 0.6, 1, null]);
    expect(applied).toEqual(['aspect']);
    expect(images).toBe(5);
    expect(aspect).toMatchObject({ measured: 4, failed: 1, share: 0.2, lowest: 0.1, highest: 1, flagged: null });
  });

  it.each<[Application, string[], string | null]>([
    ['auto', [], 'more_than_half'],
    ['always', ['aspect'], null],
    ['never', [], null],
  ])('%s: what fails more than half of the images', (apply, applied, flagged) => {
    const made = report(setting(apply), [0.1, 0.2, 0.9]);
    expect(made.applied).toEqual(applied);
    expect(made.aspect).toMatchObject({ failed: 2, flagged, applied: applied.length > 0 });
  });

  it('applies a rule that fails exactly half, and one that measured nothing', () => {
    expect(report(setting('auto'), [0.1, 0.9]).applied).toEqual(['aspect']);
    expect(report(setting('auto'), [null]).aspect).toMatchObject({ measured: 0, share: 0, applied: true });
  });

  it('applies a rule that fails all it measured, when that is little of the images', () => {
    const { applied, aspect } = report(setting('auto'), [0.1, null, null]);
    expect(applied).toEqual(['aspect']);
    expect(aspect).toMatchObject({ measured: 1, failed: 1, flagged: null });
  });

  it('has every value in one column, those beyond the range in the outer ones', () => {
    const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(values, (all) => {
        const { histogram } = report(setting('auto'), all).aspect;
        expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(histogram.counts[0]).toBe(all.filter((value) => value < 0.05).length);
      }),
    );
  });

  it('judges relative rules by the quartiles of all values', () => {
    const rule = new OddSizeRule();
    const settings: RuleSetting[] = [{ rule, apply: 'auto', values: { ranges: 3 } }];
    const judge = (value: number, quartiles: Map<string, { lower: number; upper: number }>) =>
      new ReportBuilder(settings, quartiles).failed({ odd_size: value });
    const some = new Map([['odd_size', { lower: 100, upper: 120 }]]);
    expect(judge(39, some)).toEqual(['odd_size']);
    expect(judge(40, some)).toEqual([]);
    expect(judge(180, some)).toEqual([]);
    expect(judge(181, some)).toEqual(['odd_size']);
    expect(judge(181, new Map())).toEqual([]);
  });
});
