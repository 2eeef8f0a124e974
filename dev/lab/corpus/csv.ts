/** Rows of a CSV text (RFC 4180 quoting) as objects named by the part of each heading after `; `. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...rows] = cells(text);
  if (!header) return [];
  const names = header.map((cell) => cell.slice(cell.lastIndexOf(';') + 1).trim());
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell, then what ends it; an empty separator is the end of the text.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) throw new SyntaxError(`Malformed CSV in row ${rows.length + 1}`);
    const [, quoted, plain = '', separator] = match;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (separator === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
