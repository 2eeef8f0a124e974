import type { Application, RuleSetting } from './rule-settings.js';
import type { Quartiles } from './rules/validation-rule.js';

/** Columns of a rule's histogram. */
export const COLUMNS = 20;
/** A rule that fails more than this share of the images says more about its limit than about the images. */
export const MAX_SHARE = 0.5;

export interface RuleReport {
  apply: Application;
  /** Whether its failures make images invalid. */
  applied: boolean;
  /** Why not, when `apply` would have allowed it. */
  flagged: 'more_than_half' | null;
  /** Images with a value. */
  measured: number;
  failed: number;
  /** Of all images, 0–1: a rule may have nothing to measure in most of them. */
  share: number;
  lowest: number | null;
  highest: number | null;
  histogram: { from: number; to: number; counts: number[] };
}

/** What a run found, rule by rule. */
export interface ValidationReport {
  images: number;
  valid: number;
  invalid: number;
  rules: Record<string, RuleReport>;
}

/** Counts the values of all images, one after the other, and decides in the end which rules apply. */
export class ReportBuilder {
  private readonly reports = new Map<string, RuleReport>();
  private images = 0;

  constructor(
    private readonly settings: readonly RuleSetting[],
    private readonly quartiles: ReadonlyMap<string, Quartiles>,
  ) {
    for (const { rule, apply } of settings) {
      const [from, to] = rule.range;
      const histogram = { from, to, counts: Array.from({ length: COLUMNS }, () => 0) };
      const none = { measured: 0, failed: 0, share: 0, lowest: null, highest: null };
      this.reports.set(rule.name, { apply, applied: false, flagged: null, ...none, histogram });
    }
  }

  add(measures: Readonly<Record<string, number | null>>): void {
    this.images++;
    for (const { rule } of this.settings) {
      const value = measures[rule.name] ?? null;
      if (value === null) continue;
      const report = this.reports.get(rule.name)!;
      report.measured++;
      report.lowest = Math.min(report.lowest ?? value, value);
      report.highest = Math.max(report.highest ?? value, value);
      report.histogram.counts[columnOf(value, rule.range)]!++;
    }
    for (const name of this.failed(measures)) this.reports.get(name)!.failed++;
  }

  /** Names of the rules that these values fail, applied or not. */
  failed(measures: Readonly<Record<string, number | null>>): string[] {
    return this.settings.flatMap(({ rule, values }) => {
      const value = measures[rule.name] ?? null;
      const fails = value !== null && rule.fails(value, values, this.quartiles.get(rule.name) ?? null);
      return fails ? [rule.name] : [];
    });
  }

  /** After the last image: the names of the rules that make images invalid, and the report without those counts. */
  end(): { applied: Set<string>; report: Omit<ValidationReport, 'valid' | 'invalid'> } {
    for (const report of this.reports.values()) {
      report.share = this.images === 0 ? 0 : report.failed / this.images;
      const tooMany = report.apply === 'auto' && report.share > MAX_SHARE;
      report.flagged = tooMany ? 'more_than_half' : null;
      report.applied = report.apply !== 'never' && !tooMany;
    }
    const applied = [...this.reports].filter(([, report]) => report.applied).map(([name]) => name);
    return { applied: new Set(applied), report: { images: this.images, rules: Object.fromEntries(this.reports) } };
  }
}

function columnOf(value: number, [from, to]: readonly [number, number]): number {
  return Math.max(0, Math.min(COLUMNS - 1, Math.floor(((value - from) / (to - from)) * COLUMNS)));
}
