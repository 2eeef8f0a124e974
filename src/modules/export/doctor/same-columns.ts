import type { Checkup } from './checkup.js';

/** Rows of a table must have one type per column from the first row on: loaders take it from the first ones they see. */
export class SameColumns {
  private first: string | null = null;

  constructor(private readonly table: string) {}

  add(row: Readonly<Record<string, unknown>>, checkup: Checkup): void {
    const empty = Object.entries(row).find(([, value]) => value === null || value === undefined);
    if (empty) checkup.find(`${this.table}: the column ${JSON.stringify(empty[0])} has rows without a value`);
    const columns = Object.entries(row)
      .map(([name, value]) => `${name} ${Array.isArray(value) ? 'list' : typeof value}`)
      .join('\n');
    this.first ??= columns;
    if (columns !== this.first) checkup.find(`${this.table}: rows have different columns`);
  }
}
