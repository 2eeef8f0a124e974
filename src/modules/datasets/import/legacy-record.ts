/** One row of an old `datasets` table, not yet looked at. */
export interface LegacyRecord {
  /** Where it stands, such as `line 3`. */
  place: string;
  value: unknown;
  /** Why there is no value: the text there cannot be read. */
  fault?: string;
}

/** The source as a whole cannot be read; what came before is imported. */
export class UnreadableSource extends Error {}
