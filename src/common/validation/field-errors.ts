import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldError } from '../problem/problem.js';

/** How a path of property names and indices is told to the client. */
export type Place = (path: readonly string[]) => Pick<FieldError, 'pointer' | 'parameter'>;

/** RFC 6901 pointer into the body. */
export const inBody: Place = (path) => ({
  pointer: path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
});
/** Name of a query or path parameter; the first name is the parameter. */
export const inParameters: Place = (path) => ({ parameter: path[0] ?? '' });

/** When one of these fails the others only repeat it. */
const TYPE_RULES = ['isString', 'isInt', 'isNumber', 'isBoolean', 'isArray', 'isObject', 'isEnum', 'isIn'];

/** What the library's own rules are called, and say, here. */
const LIBRARY_RULES: Readonly<Record<string, Pick<FieldError, 'code' | 'message'>>> = {
  whitelistValidation: { code: 'unknown-property', message: 'is not known here' },
  nestedValidation: { code: 'is-object', message: 'must be an object' },
};

/** Flattens class-validator's tree; rules on each item of a list point at the items that broke them. Nothing is told twice. */
export function fieldErrors(
  errors: readonly ValidationError[],
  place: Place,
  parents: readonly string[] = [],
): FieldError[] {
  const told = errors.flatMap((error) => {
    const path = [...parents, error.property];
    const own = Object.entries(relevant(error)).flatMap(([rule, message]) =>
      brokenItems(error, rule).map((index) => ({
        ...place(index === null ? path : [...path, String(index)]),
        ...(LIBRARY_RULES[rule] ?? { code: kebab(rule), message: wording(message, error.property) }),
      })),
    );
    return [...own, ...fieldErrors(error.children ?? [], place, path)];
  });
  return [...new Map(told.map((error) => [JSON.stringify(error), error])).values()];
}

function relevant(error: ValidationError): Record<string, string> {
  const constraints = error.constraints ?? {};
  if (error.value === undefined && !('whitelistValidation' in constraints)) return { required: 'is required' };
  if (Array.isArray(error.value)) return constraints;
  const typeRule = TYPE_RULES.toReversed().find((rule) => rule in constraints);
  const rule = 'isArray' in constraints ? 'isArray' : typeRule;
  return rule ? { [rule]: constraints[rule] ?? '' } : constraints;
}

/** Indices of the items that break a rule meant for each item; [null] for a rule on the value itself. */
function brokenItems({ target, property, value }: ValidationError, rule: string): (number | null)[] {
  if (!Array.isArray(value) || !target) return [null];
  const metadata = getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', true, false)
    .find((candidate) => candidate.propertyName === property && candidate.name === rule && candidate.each);
  const constraint = metadata && getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls)[0];
  if (!metadata || !constraint) return [null];
  const args = {
    targetName: target.constructor.name,
    constraints: metadata.constraints ?? [],
    object: target,
    property,
  };
  const items: unknown[] = value;
  const broken = items.flatMap((item, index) =>
    constraint.instance.validate(item, { value: item, ...args }) ? [] : [index],
  );
  return broken.length > 0 ? broken : [null];
}

const kebab = (rule: string): string => rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** class-validator repeats the property's name; the pointer already says it. */
function wording(message: string, property: string): string {
  const text = message.replace(/^each value in /, '');
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}
