import { createHash } from 'node:crypto';

/** Characters; a number may follow. */
const MAX_LENGTH = 70;
/** Windows reads these as devices, whatever follows the first dot. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
/** A folder with one of these words between separators or digits is taken for a split by Hugging Face's loader. */
const SPLIT_WORD = /^(train|training|validation|valid|dev|val|test|testing|eval|evaluation)$/i;

/**
 * A folder name for each label: plain ASCII, safe on every system, no two equal when case is ignored. Depends on the set of
 * labels only, not on its order. Labels without a Latin letter or digit get a name made of their hash.
 */
export function classFolders(labels: Iterable<string>): Map<string, string> {
  const folders = new Map<string, string>();
  const taken = new Set<string>();
  for (const label of [...new Set(labels)].sort(byCodeUnit)) {
    const wanted = folderName(label);
    let name = wanted;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}-${i}`;
    taken.add(name.toLowerCase());
    folders.set(label, name);
  }
  return folders;
}

function folderName(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '') // accents
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/[._-]+$/, '');
  const unsplit = plain.replace(/[A-Za-z]+/g, (word) => (SPLIT_WORD.test(word) ? `${word}class` : word));
  const name = RESERVED.test(unsplit) ? `${unsplit.replace(/\..*/, '')}_class` : unsplit;
  const fits = name !== '' && name.length <= MAX_LENGTH;
  return fits ? name : `class_${createHash('sha256').update(label).digest('hex').slice(0, 8)}`;
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
