import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inventedCreator, LICENSES } from './licenses.js';
import type { Picture } from './picture.js';
import { stablePick } from './stable-hash.js';

const { resolve } = createRequire(import.meta.url);

interface Emoji {
  name: string;
  unified: string;
  image: string;
  short_names: string[];
  category: string;
  subcategory: string;
  has_img_google: boolean;
  skin_variations?: Record<string, Pick<Emoji, 'unified' | 'image' | 'has_img_google'>>;
}

const TONES: Record<string, string> = {
  '1F3FB': 'light skin tone',
  '1F3FC': 'medium-light skin tone',
  '1F3FD': 'medium skin tone',
  '1F3FE': 'medium-dark skin tone',
  '1F3FF': 'dark skin tone',
};

/** The emoji pictures (PNG, 64×64) with their names and keywords. `from` is the first ordinal. */
export async function loadDrawings(from: number): Promise<Picture[]> {
  const source = resolve('emoji-datasource-google/emoji.json');
  const folder = join(dirname(source), 'img/google/64');
  const emoji: Emoji[] = JSON.parse(await readFile(source, 'utf8'));
  const keywords: Record<string, string[]> = JSON.parse(await readFile(resolve('emojilib'), 'utf8'));

  const drawings: Picture[] = [];
  const add = (file: string, title: string, labels: string[]) => {
    const id = `e-${file.slice(0, -'.png'.length)}`;
    const ordinal = from + drawings.length;
    drawings.push({
      id,
      ordinal,
      variant: 0,
      kind: 'drawing',
      title,
      description: `Drawing: ${title}`,
      labels: [...new Set(labels)],
      creator: inventedCreator(ordinal),
      license: stablePick(LICENSES, id, 'license'),
      width: 64,
      height: 64,
      format: 'png',
      file: join(folder, file),
    });
  };
  for (const entry of emoji) {
    const name = entry.name.toLowerCase();
    const char = String.fromCodePoint(...entry.unified.split('-').map((hex) => Number.parseInt(hex, 16)));
    const listed = keywords[char] ?? keywords[char.replaceAll('\uFE0F', '')] ?? [];
    const labels = [name, ...entry.short_names, ...listed, entry.category, entry.subcategory, 'drawing'];
    if (entry.has_img_google) add(entry.image, name, labels);
    for (const [tones, variation] of Object.entries(entry.skin_variations ?? {})) {
      if (!variation.has_img_google) continue;
      const toned = tones.split('-').map((tone) => TONES[tone] ?? tone);
      add(variation.image, `${name}, ${toned.join(' and ')}`, [...labels, ...toned]);
    }
  }
  return drawings;
}
