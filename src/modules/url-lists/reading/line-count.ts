/** Counts the lines of a text that comes in pieces. Lines end in LF or CRLF, or in CR where the text has no LF. */
export class LineCount {
  private feeds = 0;
  private returns = 0;

  /** Of what comes next; 1 is the first. */
  get line(): number {
    return 1 + (this.feeds || this.returns);
  }

  add(piece: string): void {
    this.feeds += countOf(piece, '\n');
    if (this.feeds === 0) this.returns += countOf(piece, '\r');
  }
}

function countOf(text: string, char: string): number {
  let count = 0;
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) count++;
  return count;
}
