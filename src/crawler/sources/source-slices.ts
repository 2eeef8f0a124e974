import { SourceFailure } from './image-source.js';

/** Parameters that a narrower search adds to a request. */
type Parameters = Readonly<Record<string, string>>;
/** A source's slices by name, in the order to try them. */
export type SliceTable = Readonly<Record<string, Parameters>>;

/** Slices `<kind>:<name>` that set one parameter, to the name itself or to what the source calls it. */
export function slicesBy(kind: string, parameter: string, values: readonly string[] | Parameters): SliceTable {
  const pairs = Array.isArray(values) ? values.map((value: string) => [value, value]) : Object.entries(values);
  return Object.fromEntries(pairs.map(([name, value]) => [`${kind}:${name}`, { [parameter]: String(value) }]));
}

/** One slice `date:<year>` for each year from this one back to `first`. */
export function slicesByYear(first: number, parameters: (year: number) => Parameters, now = new Date()): SliceTable {
  const years = Array.from(
    { length: Math.max(0, now.getUTCFullYear() - first + 1) },
    (_, i) => now.getUTCFullYear() - i,
  );
  return Object.fromEntries(years.map((year) => [`date:${year}`, parameters(year)]));
}

/** What the slice adds; nothing for the whole search. Throws `bad_request` for a slice that the table does not have. */
export function sliceParameters(table: SliceTable, slice: string): Parameters {
  if (slice === '') return {};
  const parameters = Object.hasOwn(table, slice) ? table[slice] : undefined;
  if (!parameters) throw new SourceFailure('bad_request', `no slice ${slice}`);
  return parameters;
}
