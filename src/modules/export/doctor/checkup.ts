import { Sequence } from './sequence.js';

/** Findings that are told; one is enough to keep an export back. */
const TOLD = 10;

/** What is seen of an export while its files are read, once each and in order. Memory does not grow with the pictures. */
export class Checkup {
  readonly findings: string[] = [];
  /** Pictures by the file they lie in; '' for those that are files of the archive. */
  readonly pictures = new Map<string, Sequence>();
  /** What the format's own documents tell of each picture, by split. */
  readonly told = new Map<string, Sequence>();

  find(text: string): void {
    if (this.findings.length < TOLD && !this.findings.includes(text)) this.findings.push(text);
  }

  addPicture(file: string, { name, sha256, size }: { name: string; sha256: string; size: number }): void {
    sequenceOf(this.pictures, file).add(`${name}\0${sha256}\0${size}`);
  }

  tell(split: string, text: string): void {
    sequenceOf(this.told, split).add(text);
  }
}

export function sequenceOf(sequences: Map<string, Sequence>, name: string): Sequence {
  const known = sequences.get(name) ?? new Sequence();
  sequences.set(name, known);
  return known;
}

/** What two maps of sequences do not agree about. */
export const differing = (a: ReadonlyMap<string, Sequence>, b: ReadonlyMap<string, Sequence>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    return !one || !other || !one.equals(other);
  });
