import { FetchFailure } from '../fetch-failure.js';
import type { AppliedRule } from '../opt-out/applied-rule.js';

/** A rule of the site, or of ours, forbids what was asked for. */
export class RuleApplied extends FetchFailure {
  constructor(
    reason: 'robots' | 'opted_out',
    readonly rule: AppliedRule,
    status: number | null = null,
  ) {
    super(reason, rule.text, status);
  }
}
