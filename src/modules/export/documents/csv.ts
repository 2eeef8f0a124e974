/** What a spreadsheet would run as a formula, and what would look as if it had been kept from that. */
const FORMULA = /^[=+\-@\t\r']/;

/**
 * A row of RFC 4180, for people: a text that a spreadsheet would run as a formula gets an apostrophe in front, and so does
 * one that begins with an apostrophe. Whoever takes one leading apostrophe off has every text back.
 */
export const csvRow = (cells: readonly (string | number)[]): string =>
  rawCsvRow(cells.map((value) => (typeof value === 'string' && FORMULA.test(value) ? `'${value}` : value)));

/** A row of RFC 4180 with every text as it is, for programs. */
export const rawCsvRow = (cells: readonly (string | number)[]): string => `${cells.map(quoted).join(',')}\r\n`;

function quoted(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
