import { ValidationFailed } from '../../../common/problem/problems.js';
import { inBody } from '../../../common/validation/field-errors.js';
import type { SelectionOptions } from '../selection/selection-options.js';

interface NamedLabel {
  label: string;
  /** Where in the options. */
  path: string[];
}

/** More than anyone reads. */
const TOLD = 20;

/** The labels that options name. */
export const namedLabels = ({ only_labels: only, class_names: names }: SelectionOptions): NamedLabel[] => [
  ...(only ?? []).map((label, index) => ({ label, path: ['only_labels', String(index)] })),
  ...Object.keys(names).map((label) => ({ label, path: ['class_names', label] })),
];

/** A label that no image can have is a slip of the pen, and would do nothing. @throws ValidationFailed that names the labels */
export function mustBeAmong(labels: readonly string[], named: readonly NamedLabel[]): void {
  const known = new Set(labels);
  const more = labels.length > TOLD ? ` and ${labels.length - TOLD} more` : '';
  const message = `must be one of the labels of these images: ${labels.slice(0, TOLD).join(', ')}${more}`;
  const unknown = named.filter(({ label }) => !known.has(label));
  if (unknown.length === 0) return;
  throw new ValidationFailed(
    unknown.map(({ path }) => ({ ...inBody(['export_options', ...path]), code: 'unknown-label', message })),
  );
}
