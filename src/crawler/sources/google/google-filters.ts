import { classOf } from '../license-choice.js';
import { type SliceTable, slicesBy, slicesByYear } from '../source-slices.js';

const COLORS = 'red orange yellow green teal blue purple pink white gray black brown'.split(' ');
const LICENSES = { public_domain: 'sur:fmc', creative_commons: 'sur:f' };
const FIRST_YEAR = 2010;

/** Narrower searches by `tbs`, Google's own filter list. */
export const TBS_SLICES: SliceTable = {
  ...slicesBy('size', 'tbs', { large: 'isz:l', medium: 'isz:m', icon: 'isz:i' }),
  ...slicesBy('color', 'tbs', Object.fromEntries(COLORS.map((color) => [color, `ic:specific,isc:${color}`]))),
  ...slicesBy('type', 'tbs', { photo: 'itp:photo', face: 'itp:face', clipart: 'itp:clipart', lineart: 'itp:lineart' }),
  ...slicesByYear(FIRST_YEAR, (year) => ({ tbs: `cdr:1,cd_min:01/01/${year},cd_max:12/31/${year}` })),
};

/** The slice's parameters with the licence filter that covers what a job keeps. */
export function withLicenses(
  slice: Readonly<Record<string, string>>,
  licenses: readonly string[] | null,
): Readonly<Record<string, string>> {
  const wanted = classOf(licenses);
  if (wanted === null) return slice;
  return { ...slice, tbs: [slice['tbs'], LICENSES[wanted]].filter(Boolean).join(',') };
}
