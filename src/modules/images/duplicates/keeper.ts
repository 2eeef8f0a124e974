/** What decides which picture of a group stays. */
export interface Contender {
  id: string;
  pixels: number;
  /** Its license is known. */
  licensed: boolean;
  /** Microseconds since 1970. */
  created: number;
}

/** Sorts the keeper first: the largest, then one whose license is known, then the first that came. */
export const byKeeping = (a: Contender, b: Contender): number =>
  b.pixels - a.pixels ||
  Number(b.licensed) - Number(a.licensed) ||
  a.created - b.created ||
  (a.id < b.id ? -1 : Number(a.id > b.id));

/** The first by the rule; the list is not empty. */
export const keeperOf = <T extends Contender>(group: readonly T[]): T =>
  group.reduce((best, other) => (byKeeping(other, best) < 0 ? other : best));
