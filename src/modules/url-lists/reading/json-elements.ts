import { BadList } from './bad-list.js';
import { MAX_ROW } from './list-format.js';
import { textPieces } from './text-pieces.js';

const SPACE = /\s/;

/** The texts of the elements of one JSON array, each as soon as it is whole; the elements are not checked. @throws BadList */
export async function* jsonElements(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const splitter = new ArraySplitter();
  for await (const piece of textPieces(bytes)) yield* splitter.write(piece);
  splitter.end();
}

/** Only what separates elements is understood here: brackets, strings, commas of the outermost array. */
class ArraySplitter {
  private row = 0;
  private state: 'before' | 'inside' | 'after' = 'before';
  private depth = 0;
  private inString = false;
  private escaped = false;
  private element = '';
  /** A comma was read: another element must come. */
  private expected = false;

  *write(piece: string): Generator<string> {
    let from = 0; // of the part of the element that lies in this piece
    for (let at = 0; at < piece.length; at++) {
      const char = piece.charAt(at);
      if (this.state !== 'inside') {
        this.outside(char);
        from = at + 1;
      } else if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (char === '\\') this.escaped = true;
        else if (char === '"') this.inString = false;
      } else if (char === '"') this.inString = true;
      else if (char === '[' || char === '{') this.depth += 1;
      else if (this.depth > 0) this.depth -= char === ']' || char === '}' ? 1 : 0;
      else if (char === ',' || char === ']') {
        const element = this.take(piece.slice(from, at), char === ',');
        if (element !== null) yield element;
        from = at + 1;
      }
    }
    if (this.state === 'inside') this.element += piece.slice(from);
    if (this.element.length > MAX_ROW) throw tooLong(this.row + 1);
  }

  end(): void {
    if (this.state !== 'after')
      throw new BadList('the array does not end', this.state === 'before' ? null : this.row + 1);
  }

  private outside(char: string): void {
    if (SPACE.test(char)) return;
    if (this.state === 'after' || char !== '[')
      throw new BadList('it must be one JSON array; values on lines of their own are the format jsonl');
    this.state = 'inside';
  }

  private take(part: string, more: boolean): string | null {
    const element = (this.element + part).trim();
    this.element = '';
    this.state = more ? 'inside' : 'after';
    if (element === '' && !more && !this.expected) return null; // an empty array
    this.row += 1;
    this.expected = more;
    if (element === '') throw new BadList('a value is missing', this.row);
    if (element.length > MAX_ROW) throw tooLong(this.row);
    return element;
  }
}

const tooLong = (row: number): BadList => new BadList(`it has more than ${MAX_ROW} characters`, row);
