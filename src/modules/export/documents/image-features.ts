import { RECORD_COLUMNS } from './image-record.js';
import type { YamlValue } from './yaml.js';

/** Columns of a record as a dataset card types them, with other types for some. */
export const recordFeatures = (changed: Readonly<Record<string, YamlValue>> = {}): YamlValue[] =>
  Object.entries(RECORD_COLUMNS).map(([name, dtype]): YamlValue => {
    if (name in changed) return { name, dtype: changed[name] ?? dtype };
    return dtype === 'list' ? { name, list: 'string' } : { name, dtype };
  });

/** A class label, as a dataset card types it. */
export const classLabel = (classes: readonly string[]): YamlValue => ({
  class_label: { names: Object.fromEntries(classes.map((name, index) => [String(index), name])) },
});
