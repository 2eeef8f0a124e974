/**
 * The point of each class up to which its pictures stay, so that at most `limit` are left; Infinity for smaller classes.
 * `points` and `classes` are of the same length.
 */
export function classCaps(
  classes: ArrayLike<number>,
  points: ArrayLike<number>,
  limit: number | 'smallest',
): Map<number, number> {
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < points.length; i++) {
    const own = byClass.get(classes[i] ?? 0);
    if (own) own.push(points[i] ?? 0);
    else byClass.set(classes[i] ?? 0, [points[i] ?? 0]);
  }
  const sizes = [...byClass.values()].map((own) => own.length);
  const most = limit === 'smallest' ? sizes.reduce((a, b) => Math.min(a, b), Infinity) : limit;
  const capOf = (own: number[]): number => Float64Array.from(own).sort()[most - 1] ?? Infinity;
  return new Map([...byClass].map(([index, own]) => [index, capOf(own)]));
}
