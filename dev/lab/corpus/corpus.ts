import { loadDrawings } from './drawings.js';
import { loadPhotographs } from './photographs.js';
import type { Picture } from './picture.js';
import { VARIANTS, variantOf } from './variants.js';
import { foldWords } from './words.js';

/** All pictures of the lab, found by id or by words. Nothing in it changes after loading. */
export class Corpus {
  private readonly byId = new Map<string, Picture>();
  /** Word → originals that carry it, with how much it counts there. */
  private readonly postings = new Map<string, Map<Picture, number>>();

  constructor(
    readonly photographs: readonly Picture[],
    readonly drawings: readonly Picture[],
  ) {
    for (const picture of [...photographs, ...drawings]) {
      this.byId.set(picture.id, picture);
      this.index(picture, picture.labels.join(' '), 1);
      this.index(picture, picture.title, 2);
    }
  }

  static async load(): Promise<Corpus> {
    const photographs = await loadPhotographs();
    return new Corpus(photographs, await loadDrawings(photographs.length));
  }

  /** An original (`A001`) or a variant (`A001~v3`). */
  get(id: string): Picture | undefined {
    const [base = '', n] = id.split('~v');
    const original = this.byId.get(base);
    if (!original || n === undefined) return original;
    const wanted = Number(n);
    const known = original.kind === 'photograph' && /^[1-9]\d?$/.test(n) && wanted <= VARIANTS;
    return known ? variantOf(original, wanted) : undefined;
  }

  /**
   * Everything that carries all the words (already folded), best first: photographs, then their variants round by
   * round, then drawings. No words: everything.
   */
  search(words: readonly string[]): Picture[] {
    const found = this.originals(words);
    const photographs = found.filter((picture) => picture.kind === 'photograph');
    const rounds = Array.from({ length: VARIANTS }, (_, i) => photographs.map((photo) => variantOf(photo, i + 1)));
    return [...photographs, ...rounds.flat(), ...found.filter((picture) => picture.kind === 'drawing')];
  }

  /** The original before this one in the corpus, of the same kind; the first one's is the last. */
  before(picture: Picture): Picture {
    const all = picture.kind === 'photograph' ? this.photographs : this.drawings;
    return all.at(picture.ordinal - (all[0]?.ordinal ?? 0) - 1) ?? picture;
  }

  private originals(words: readonly string[]): Picture[] {
    const [first, ...others] = [...new Set(words)].map((word) => this.postings.get(word) ?? new Map<Picture, number>());
    if (!first) return [...this.photographs, ...this.drawings];
    return [...first.keys()]
      .filter((picture) => others.every((posting) => posting.has(picture)))
      .map((picture) => ({
        picture,
        score: [first, ...others].reduce((sum, posting) => sum + (posting.get(picture) ?? 0), 0),
      }))
      .sort((a, b) => b.score - a.score || a.picture.ordinal - b.picture.ordinal)
      .map(({ picture }) => picture);
  }

  private index(picture: Picture, text: string, weight: number): void {
    for (const word of new Set(foldWords(text))) {
      const posting = this.postings.get(word) ?? new Map<Picture, number>();
      this.postings.set(word, posting.set(picture, (posting.get(picture) ?? 0) + weight));
    }
  }
}
