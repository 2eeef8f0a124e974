import { BadList } from './bad-list.js';

const OTHERS: Readonly<Record<string, string>> = {
  ';': 'its columns seem to be separated by semicolons; separate them by commas, and put a value that holds either in quotes',
  '\t': 'its columns seem to be separated by tabs; send it with format=tsv',
};

/** Of any scheme: commas are a part of it. */
const ADDRESS = /^[a-z][a-z\d+.-]*:/i;

/**
 * Refuses the first line of a list that knows no commas between columns when it has them, unless it is an address.
 * `row`: of that line. @throws BadList
 */
export function refuseCommas(line: string, row: number): void {
  if (line.includes(',') && !ADDRESS.test(line))
    throw new BadList('its columns seem to be separated by commas; send it with format=csv', row);
}

/**
 * Passes comma-separated text on as it comes, unless a semicolon or a tab outside quotes comes first in its first line: read by
 * commas, such a list would fall apart at those of its captions. `row`: of that line. @throws BadList
 */
export async function* commasFirst(pieces: AsyncIterable<string>, row: 0 | 1): AsyncGenerator<string> {
  let known = false;
  let quoted = false;
  let begun = false;
  for await (const piece of pieces) {
    for (let at = 0; !known && at < piece.length; at++) {
      const char = piece.charAt(at);
      if (char === '"') quoted = !quoted;
      else if (quoted) continue;
      else if (char in OTHERS) throw new BadList(OTHERS[char]!, row);
      else if (char === '\r' || char === '\n') known = begun;
      else known = char === ',';
      begun ||= char !== '\r' && char !== '\n';
    }
    yield piece;
  }
}
