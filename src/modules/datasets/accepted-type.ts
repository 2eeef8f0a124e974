/**
 * The media type of `available` that an Accept header likes best; the first one when several are liked equally, and
 * when nothing is said. null: none is accepted.
 */
export function acceptedType<T extends string>(accept: string | undefined, available: readonly T[]): T | null {
  if (accept === undefined || accept.trim() === '') return available[0] ?? null;
  const ranges = accept.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((item) => item.trim().toLowerCase());
    const q = parameters.map((parameter) => /^q=([\d.]+)$/.exec(parameter)?.[1]).find((value) => value !== undefined);
    return { range, quality: q === undefined ? 1 : Number(q) };
  });
  const qualityOf = (type: string): number => {
    const fits = [type, `${type.split('/')[0]}/*`, '*/*'].map((range) => ranges.find((given) => given.range === range));
    return fits.find((given) => given !== undefined)?.quality ?? 0;
  };
  const liked = available.filter((type) => qualityOf(type) > 0);
  return liked.toSorted((a, b) => qualityOf(b) - qualityOf(a))[0] ?? null;
}
