import { hostileFiles } from '../../lab/files/hostile/hostile-files.js';
import { inspectAll, type InspectedAll } from './inspect-all.js';
import { mutatedFiles } from './mutated-files.js';

export interface Mutations extends InspectedAll {
  hostile: number;
  /** Hostile files whose outcome is not their family's. */
  surprising: string[];
  mutated: number;
  /** Stored objects that are not themselves stored unchanged when they come again. */
  unstable: string[];
  outcomes: Record<string, number>;
}

const DOCUMENTED = ['stored', 'not_an_image', 'unsupported_format', 'decode_error', 'too_large', 'too_small'];

/** All hostile files and `count` mutated ones, `inspectors` children. */
export async function proveMutations(count: number, inspectors: number, seed = 1): Promise<Mutations> {
  const found = { hostile: 0, surprising: [] as string[], mutated: 0, unstable: [] as string[] };
  const outcomes: Record<string, number> = {};
  const families = await hostileFiles();
  async function* all() {
    for (const { files, outcome } of families)
      for (const { name, bytes } of files) yield { name, bytes, expected: [outcome] as string[] };
    for await (const { mutation, bytes } of mutatedFiles(count, seed)) yield { name: mutation, bytes, expected: null };
  }
  const measured = await inspectAll(all(), inspectors, async ({ item, outcome, inspection }, again) => {
    const { name, expected } = item;
    if (!(expected ?? DOCUMENTED).includes(outcome)) found.surprising.push(`${name}: ${outcome}`);
    if (expected) found.hostile++;
    else {
      found.mutated++;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    if (!inspection?.accepted || found.mutated % 4 !== 0) return;
    const second = await again(Buffer.from(inspection.image.stored));
    if (!second.accepted || second.image.storedSha256 !== inspection.image.storedSha256) found.unstable.push(name);
  });
  return { ...found, outcomes, ...measured };
}
