import type { License } from '../../corpus/licenses.js';
import type { Picture } from '../../corpus/picture.js';
import { ageInDays, aspectOf, colorOf, sizeClassOf } from '../traits.js';

const MINUTES_PER_DAY = 1_440;

/** Values of the licence filter that name fewer licences than "all of them". */
const LICENSES: Record<string, (license: License) => boolean> = {
  L1: ({ code }) => code === 'cc0' || code === 'pdm',
  L2_L3_L4: ({ commercial }) => commercial,
  L2_L3: ({ commercial, modification }) => commercial && modification,
  L2_L3_L5_L6: ({ modification }) => modification,
};

/** The test that Bing's filter string (`+filterui:imagesize-large+filterui:license-L1`) amounts to. */
export function qftFilter(qft: string): (picture: Picture) => boolean {
  const filters = qft.split(/[+\s]/).map((text) => text.replace('filterui:', '').split(/-(.*)/s));
  return (picture) => filters.every(([name = '', value = '']) => passes(picture, name, value));
}

function passes(picture: Picture, name: string, value: string): boolean {
  if (name === 'imagesize') return sizeClassOf(picture) === (value === 'wallpaper' ? 'icon' : value);
  if (name === 'aspect') return aspectOf(picture) === value;
  if (name === 'color2') return colorOf(picture) === value.replace('FGcls_', '').toLowerCase();
  if (name === 'photo') return value === 'photo' ? picture.kind === 'photograph' : picture.kind === 'drawing';
  if (name === 'age') return ageInDays(picture) * MINUTES_PER_DAY < Number(value.replace('lt', ''));
  return name !== 'license' || (LICENSES[value]?.(picture.license) ?? true);
}
