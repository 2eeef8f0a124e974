/** A line of a manifest. */
export interface ManifestImage extends Record<string, unknown> {
  source_sha256: string;
  label: string;
}

/** What distinguishes one export from another. */
export type ManifestChange =
  | { change: 'added' | 'removed'; image: ManifestImage }
  | { change: 'changed'; fields: string[]; from: ManifestImage; to: ManifestImage }
  | { change: 'summary'; added: number; removed: number; changed: number; unchanged: number };

/** Where an image lies follows from format and neighbours: it is not what changed about it. */
const PLACES = new Set(['path', 'member', 'label_id']);

/**
 * Two manifests merged, in their order: what `to` has and `from` has not was added. Both are read once, a line at a time;
 * the summary comes last, so that a reader knows whether it has all.
 */
export async function* manifestDiff(
  from: AsyncIterable<string>,
  to: AsyncIterable<string>,
): AsyncGenerator<ManifestChange> {
  const [olds, news] = [from[Symbol.asyncIterator](), to[Symbol.asyncIterator]()];
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  try {
    let [before, after] = [await next(olds), await next(news)];
    while (before || after) {
      const order = compare(before?.image, after?.image);
      if (order < 0 && before) {
        counts.removed += 1;
        yield { change: 'removed', image: before.image };
      } else if (order > 0 && after) {
        counts.added += 1;
        yield { change: 'added', image: after.image };
      } else if (before && after) {
        const fields = before.line === after.line ? [] : changedFields(before.image, after.image);
        counts[fields.length === 0 ? 'unchanged' : 'changed'] += 1;
        if (fields.length > 0) yield { change: 'changed', fields, from: before.image, to: after.image };
      }
      const [moveOld, moveNew] = [order <= 0, order >= 0];
      if (moveOld) before = await next(olds);
      if (moveNew) after = await next(news);
    }
    yield { change: 'summary', ...counts };
  } finally {
    await Promise.all([olds.return?.(), news.return?.()]);
  }
}

async function next(lines: AsyncIterator<string>): Promise<{ line: string; image: ManifestImage } | null> {
  const { value, done } = await lines.next();
  if (done) return null;
  const image: ManifestImage = JSON.parse(value);
  return { line: value, image };
}

/** In the order of manifests; what has ended comes behind all. */
function compare(a: ManifestImage | undefined, b: ManifestImage | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return order(a.source_sha256, b.source_sha256) || order(a.label, b.label);
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function changedFields(from: ManifestImage, to: ManifestImage): string[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].filter((name) => !PLACES.has(name) && JSON.stringify(from[name]) !== JSON.stringify(to[name]));
}
