import { classOf } from '../license-choice.js';
import { type SliceTable, sliceParameters, slicesBy } from '../source-slices.js';

const COLORS = 'red orange yellow green teal blue purple pink white gray black brown'.split(' ');
/** Minutes. Each age holds the younger ones too. */
const AGES = { day: 'age-lt1440', week: 'age-lt10080', month: 'age-lt44640', year: 'age-lt525600' };
const LICENSES = { public_domain: 'license-L1', creative_commons: 'licenseType-Any' };

/** Narrower searches by the filters of Bing's own page. */
export const BING_SLICES: SliceTable = {
  ...slicesBy('size', 'qft', {
    large: 'imagesize-large',
    medium: 'imagesize-medium',
    small: 'imagesize-small',
    wallpaper: 'imagesize-wallpaper',
  }),
  ...slicesBy('aspect', 'qft', { square: 'aspect-square', wide: 'aspect-wide', tall: 'aspect-tall' }),
  ...slicesBy(
    'color',
    'qft',
    Object.fromEntries(COLORS.map((color) => [color, `color2-FGcls_${color.toUpperCase()}`])),
  ),
  ...slicesBy('type', 'qft', { photo: 'photo-photo', clipart: 'photo-clipart', line: 'photo-linedrawing' }),
  ...slicesBy('date', 'qft', AGES),
};

/** `qft` for a slice and the licence class that covers what a job keeps: `+filterui:…+filterui:…`. Nothing for neither. */
export function bingFilter(slice: string, licenses: readonly string[] | null): { qft?: string } {
  const wanted = classOf(licenses);
  const filters = [sliceParameters(BING_SLICES, slice)['qft'], wanted === null ? undefined : LICENSES[wanted]];
  const qft = filters.filter((filter) => filter !== undefined).map((filter) => `+filterui:${filter}`);
  return qft.length === 0 ? {} : { qft: qft.join('') };
}
