/** [split, label, start of the picture's sha256, sha256 of the bytes]. */
export type Row = [split: string, label: string, name: string, sha256: string];

/** What a client found, or why it found nothing. */
export interface Answer {
  reader: string;
  rows?: Row[];
  error?: string;
}

/** What is not as in the database; null: all is. */
export function compare(format: string, { rows, error }: Answer, expected: readonly Row[]): string | null {
  if (!rows) return `ERROR: ${error ?? 'no answer'}`;
  const [found, wanted] = [keys(format, rows), keys(format, expected)];
  const missing = wanted.filter((key) => !found.includes(key));
  const extra = found.filter((key) => !wanted.includes(key));
  if (missing.length + extra.length === 0 && found.length === wanted.length) return null;
  return `MISSING ${missing.length}, for instance ${missing[0] ?? '-'}; OTHERS ${extra.length}, for instance ${extra[0] ?? '-'}`;
}

/** Lists have a class per line, so that no class can have two. */
const keys = (format: string, rows: readonly Row[]): string[] =>
  rows.map(([split, label, ...rest]) => JSON.stringify([split, inOneLine(format, label), ...rest])).sort();

const inOneLine = (format: string, label: string): string =>
  format === 'txt' ? label.replace(/[\r\n]+/g, ' ') : label;
