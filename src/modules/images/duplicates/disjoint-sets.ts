/** Union–find over 0 … size − 1. */
export class DisjointSets {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = new Int32Array(size);
    for (let element = 0; element < size; element++) this.parents[element] = element;
  }

  find(element: number): number {
    let at = element;
    while (this.parents[at] !== at) {
      this.parents[at] = this.parents[this.parents[at]!]!;
      at = this.parents[at]!;
    }
    return at;
  }

  /** False: they were in one set already. */
  union(a: number, b: number): boolean {
    const [first, second] = [this.find(a), this.find(b)];
    if (first === second) return false;
    this.parents[Math.max(first, second)] = Math.min(first, second);
    return true;
  }
}
