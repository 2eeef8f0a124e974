import { inspectAll, type InspectedAll } from './inspect-all.js';
import { beginningsOf, realFiles } from './truncated-files.js';

export interface Truncations extends InspectedAll {
  files: number;
  whole: number;
  cut: number;
  /** What was taken for a picture though it is the beginning of one. */
  accepted: string[];
  outcomes: Record<string, number>;
}

/** Every real file whole, which is stored, and cut at `cuts` places, which is not. */
export async function proveTruncations(files: number, cuts: number, inspectors: number): Promise<Truncations> {
  const found = { files, whole: 0, cut: 0, accepted: [] as string[], outcomes: {} as Record<string, number> };
  async function* all() {
    for await (const real of realFiles(files)) {
      yield { ...real, isCut: false };
      for (const bytes of beginningsOf(real, cuts)) yield { name: real.name, bytes, isCut: true };
    }
  }
  const measured = await inspectAll(all(), inspectors, ({ item, outcome }) => {
    if (item.isCut) found.cut++;
    else if (outcome === 'stored') found.whole++;
    if (!item.isCut) return;
    found.outcomes[outcome] = (found.outcomes[outcome] ?? 0) + 1;
    if (outcome === 'stored') found.accepted.push(`${item.name}, ${item.bytes.length} bytes`);
  });
  return { ...found, ...measured };
}
