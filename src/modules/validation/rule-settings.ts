import type { FieldError } from '../../common/problem/problem.js';
import type { RuleRegistry } from './rules/rule-registry.js';
import {
  VALIDATION_LEVELS,
  type ParameterValues,
  type RuleParameter,
  type ValidationLevel,
  type ValidationRule,
} from './rules/validation-rule.js';

/** `auto`: unless more than half of the images fail; `always`: whatever the share; `never`: only reported. */
export const APPLICATIONS = ['auto', 'always', 'never'] as const;
export type Application = (typeof APPLICATIONS)[number];

/** A rule of a run with all its parameters. */
export interface RuleSetting {
  rule: ValidationRule;
  apply: Application;
  values: ParameterValues;
}

const MAX_ITEMS = 50;

/** As stored, by the rule's name. */
export type StoredSettings = Record<string, { apply: Application; values: ParameterValues }>;

/**
 * The rules of a level with what the request changes. A rule that is named takes part whatever its level, unless it says
 * `enabled: false`. `errors` point into `validation_rules`.
 */
export function ruleSettings(
  registry: RuleRegistry,
  level: ValidationLevel,
  given: Readonly<Record<string, unknown>>,
): { settings: RuleSetting[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const fault = (path: string[], code: string, message: string): void => {
    errors.push({ pointer: ['/validation_rules', ...path.map(escaped)].join('/'), code, message });
  };
  for (const name of Object.keys(given)) {
    if (registry.get(name)) continue;
    const known = registry.list().map((rule) => rule.name);
    fault([name], 'unknown-rule', `must be one of ${known.join(', ')}`);
  }
  const settings = registry.list().flatMap((rule): RuleSetting[] => {
    const isNamed = Object.hasOwn(given, rule.name);
    const change = isNamed ? given[rule.name] : {};
    if (!isRecord(change)) {
      fault([rule.name], 'is-object', 'must be an object');
      return [];
    }
    const { enabled = isNamed || isIn(rule, level), apply = 'auto', ...parameters } = change;
    if (typeof enabled !== 'boolean') fault([rule.name, 'enabled'], 'is-boolean', 'must be true or false');
    if (!isApplication(apply)) fault([rule.name, 'apply'], 'is-in', `must be one of ${APPLICATIONS.join(', ')}`);
    const values: Record<string, number | readonly string[]> = {};
    for (const parameter of rule.parameters) {
      const { [parameter.name]: value = defaultOf(parameter, level) } = parameters;
      delete parameters[parameter.name];
      if (fits(parameter, value)) values[parameter.name] = value;
      else fault([rule.name, parameter.name], 'bad-parameter', expectationOf(parameter));
    }
    for (const name of Object.keys(parameters)) {
      const known = ['enabled', 'apply', ...rule.parameters.map((parameter) => parameter.name)];
      fault([rule.name, name], 'unknown-parameter', `must be one of ${known.join(', ')}`);
    }
    return enabled === true ? [{ rule, apply: isApplication(apply) ? apply : 'auto', values }] : [];
  });
  if (settings.length === 0 && errors.length === 0) fault([], 'no-rule', 'must leave at least one rule enabled');
  return { settings, errors };
}

export const storedSettings = (settings: readonly RuleSetting[]): StoredSettings =>
  Object.fromEntries(settings.map(({ rule, apply, values }) => [rule.name, { apply, values }]));

/** What was checked when the run was asked for; a rule that is no longer known is left out. */
export const readSettings = (registry: RuleRegistry, stored: StoredSettings): RuleSetting[] =>
  registry.list().flatMap((rule) => {
    const setting = stored[rule.name];
    return setting ? [{ rule, ...setting }] : [];
  });

const isIn = (rule: ValidationRule, level: ValidationLevel): boolean =>
  VALIDATION_LEVELS.indexOf(rule.level) <= VALIDATION_LEVELS.indexOf(level);

const defaultOf = (parameter: RuleParameter, level: ValidationLevel): number | readonly string[] =>
  parameter.type === 'number' && level === 'strict' ? (parameter.strict ?? parameter.default) : parameter.default;

function fits(parameter: RuleParameter, value: unknown): value is number | readonly string[] {
  if (parameter.type === 'number')
    return typeof value === 'number' && value >= parameter.minimum && value <= parameter.maximum;
  const { values } = parameter;
  const isItem = (item: unknown): boolean => typeof item === 'string' && (values === null || values.includes(item));
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_ITEMS && value.every(isItem);
}

function expectationOf(parameter: RuleParameter): string {
  if (parameter.type === 'number') return `must be a number from ${parameter.minimum} to ${parameter.maximum}`;
  return `must be a list of one or more${parameter.values === null ? '' : ` of ${parameter.values.join(', ')}`}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isApplication = (value: unknown): value is Application => APPLICATIONS.some((known) => known === value);

/** RFC 6901 */
const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
