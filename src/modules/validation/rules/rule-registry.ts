import type { ValidationRule } from './validation-rule.js';

/** All rules by their names. */
export class RuleRegistry {
  private readonly byName: ReadonlyMap<string, ValidationRule>;

  constructor(rules: readonly ValidationRule[]) {
    this.byName = new Map(rules.map((rule) => [rule.name, rule]));
    if (this.byName.size !== rules.length) throw new Error('two validation rules have the same name');
  }

  get(name: string): ValidationRule | undefined {
    return this.byName.get(name);
  }

  /** In the order of registration. */
  list(): ValidationRule[] {
    return [...this.byName.values()];
  }
}
