import type { SourceCheck } from './check-source.js';

const HEAD = ['source', 'configured', 'outcome', 'results', 'page 2', 'licensed', 'image', 'ms'];

/** A table for people. */
export function reportTable(checks: readonly SourceCheck[]): string[] {
  const rows = [HEAD, ...checks.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What the table comes to, and whether the check failed: a configured source that our adapter no longer understands. */
export function verdict(checks: readonly SourceCheck[]): { text: string; failed: boolean } {
  const asked = checks.filter(({ configured, ms }) => configured && ms > 0);
  const changed = asked.filter(({ outcome, page2 }) => outcome === 'shape_changed' || page2 === 'shape_changed');
  if (changed.length > 0) {
    return { text: `Changed shapes: ${changed.map(({ source }) => source).join(', ')}`, failed: true };
  }
  if (asked.length > 0 && asked.every(({ outcome }) => outcome === 'upstream')) {
    return {
      text: 'No source answered at all: there is no internet here, or the network lets nobody out.',
      failed: false,
    };
  }
  const working = asked.filter(({ outcome }) => outcome === 'ok').length;
  return { text: `${working} of ${asked.length} configured sources answered with pictures.`, failed: false };
}

function cells(check: SourceCheck): string[] {
  const { source, configured, outcome, results, page2, licensed, image, ms } = check;
  const share = licensed === null ? '' : `${Math.round(licensed * 100)} %`;
  return [source, configured ? 'yes' : 'no', outcome, String(results), page2, share, image, String(ms)];
}
